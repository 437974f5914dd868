package dev.skiff.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.iptables.conntrack.FakeConntrack;
import dev.skiff.iptables.conntrack.Flow;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostPortFlowsTest {
  private static final InetAddress POD = InetAddress.ofLiteral("10.244.7.9");
  private static final Set<InetAddress> HOST =
      Set.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("192.0.2.2"));

  @Test
  void connectionsToWhoHadTheHostPortBeforeAreForgotten() {
    FakeConntrack conntrack = new FakeConntrack();
    Flow own = flow(17, "192.0.2.1", 514, "10.244.7.9", 5140);
    Flow elsewhere = flow(17, "198.51.100.7", 514, "198.51.100.7", 514);
    Flow otherPort = flow(17, "192.0.2.1", 53, "10.244.7.4", 53);
    Flow tcp = flow(6, "192.0.2.1", 514, "10.244.7.4", 5140);
    List<Flow> kept = List.of(own, elsewhere, otherPort, tcp);
    kept.forEach(conntrack::add);
    conntrack.add(flow(17, "192.0.2.1", 514, "10.244.7.4", 5140));
    conntrack.add(flow(17, "192.0.2.2", 514, "192.0.2.2", 514));
    flows("0.0.0.0", 17).forget(conntrack);
    assertEquals(kept, conntrack.list());
  }

  @Test
  void theHostPortMayBeOfOneAddress() {
    FakeConntrack conntrack = new FakeConntrack();
    Flow ofTheOther = flow(17, "192.0.2.2", 514, "10.244.7.4", 5140);
    conntrack.add(ofTheOther);
    conntrack.add(flow(17, "192.0.2.1", 514, "10.244.7.4", 5140));
    flows("192.0.2.1", 17).forget(conntrack);
    assertEquals(List.of(ofTheOther), conntrack.list());
  }

  @Test
  void onlyUdpHasNoEnd() {
    assertTrue(flows("0.0.0.0", 17).possible());
    assertFalse(flows("0.0.0.0", 6).possible());
  }

  private static HostPortFlows flows(String hostAddress, int protocol) {
    return new HostPortFlows(
        List.of(new PortMapping(InetAddress.ofLiteral(hostAddress), 514, 5140, protocol)),
        POD,
        HOST);
  }

  private static Flow flow(int protocol, String host, int port, String pod, int podPort) {
    return new Flow(
        protocol,
        new InetSocketAddress("203.0.113.5", 40000),
        new InetSocketAddress(host, port),
        new InetSocketAddress(pod, podPort));
  }
}
