package dev.skiff.iptables.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.iptables.RealKernel;
import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.FileDescriptor;
import dev.skiff.iptables.libc.KernelException;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KernelNetworkTest {
  private RealKernel here;
  private RealKernel there;
  private Network network;

  @BeforeEach
  void open() throws Exception {
    here = new RealKernel();
    there = new RealKernel();
    network = here.in(KernelNetwork::open);
  }

  @AfterEach
  void close() {
    if (network != null) {
      network.close();
      here.close();
      there.close();
    }
  }

  @Test
  void aNewNamespaceHasOnlyLoAndItIsDown() {
    assertEquals(1, network.links().list().size());
    Link lo = network.links().find("lo").orElseThrow();
    assertFalse(lo.up());
    network.links().setUp(lo.index());
    assertTrue(network.links().find("lo").orElseThrow().up());
    assertTrue(network.links().find("none").isEmpty());
  }

  @Test
  void aVethJoinsABridgeAndItsPeerLiesInTheOtherNamespace() throws Exception {
    MacAddress mac = MacAddress.parse("02:42:0a:f4:01:05");
    Link bridge = network.links().addBridge("br0");
    Link veth;
    try (FileDescriptor other = FileDescriptor.open(there.path())) {
      veth = network.links().addVeth("v0", 1450, "eth0", other, mac);
    }
    network.links().setMaster(veth.index(), bridge.index());
    network.links().setHairpin(veth.index(), true);
    network.links().setUp(veth.index());

    Link port = network.links().find("v0").orElseThrow();
    assertEquals("veth", port.kind());
    assertEquals(1450, port.mtu());
    assertEquals(bridge.index(), port.master());
    try (Network other = there.in(KernelNetwork::open)) {
      Link peer = other.links().find("eth0").orElseThrow();
      assertEquals(mac, peer.mac());
      assertEquals(port.index(), peer.peer());
      network.links().delete(port.index());
      assertTrue(other.links().find("eth0").isEmpty());
    }
  }

  @Test
  void addressesAndRoutesAreReplacedAndDeleted() throws Exception {
    Link bridge = network.links().addBridge("br0");
    network.links().setUp(bridge.index());
    InterfaceAddress address = new InterfaceAddress(bridge.index(), Cidr.parse("10.244.1.1/24"));
    network.addresses().replace(address);
    network.addresses().replace(address);
    assertTrue(network.addresses().list().contains(address));

    Cidr remote = Cidr.parse("10.244.2.0/24");
    network.routes().replace(Route.via(remote, InetAddress.ofLiteral("10.244.1.7")));
    network.routes().replace(Route.via(remote, InetAddress.ofLiteral("10.244.1.8")));
    Route kept = new Route(remote, InetAddress.ofLiteral("10.244.1.8"), bridge.index());
    assertEquals(
        1, network.routes().list().stream().filter(r -> r.destination().equals(remote)).count());
    assertTrue(network.routes().list().contains(kept));
    network.routes().replace(Route.via(Cidr.parse("0.0.0.0/0"), kept.gateway()));
    assertTrue(network.routes().list().stream().anyMatch(r -> r.destination().prefix() == 0));
    network.routes().delete(remote);
    assertFalse(network.routes().list().contains(kept));
    KernelException gone =
        assertThrows(KernelException.class, () -> network.routes().delete(remote));
    assertTrue(gone.is(Errno.ESRCH));
    network.addresses().delete(address);
    assertThrows(KernelException.class, () -> network.addresses().delete(address));
  }

  @Test
  void neighboursAreSetAndDeleted() throws Exception {
    Link bridge = network.links().addBridge("br0");
    network.links().setUp(bridge.index());
    InetAddress address = InetAddress.ofLiteral("10.244.1.9");
    Neighbour neighbour =
        new Neighbour(bridge.index(), address, MacAddress.parse("02:00:00:00:00:09"), true);
    network.neighbours().replace(neighbour);
    assertTrue(network.neighbours().list().contains(neighbour));
    network.neighbours().delete(bridge.index(), address);
    assertFalse(network.neighbours().list().contains(neighbour));
  }

  @Test
  void aRefusalNamesErrnoAndWhatWasTried() {
    network.links().addBridge("br0");
    KernelException e = assertThrows(KernelException.class, () -> network.links().addBridge("br0"));
    assertEquals("cannot add bridge br0: EEXIST (exists already)", e.getMessage());
    KernelException unreachable =
        assertThrows(
            KernelException.class,
            () ->
                network
                    .routes()
                    .replace(
                        Route.via(Cidr.parse("10.1.0.0/16"), InetAddress.ofLiteral("192.0.2.1"))));
    assertNotEquals(0, unreachable.errno().number());
    assertTrue(unreachable.getMessage().contains("Nexthop"), unreachable.getMessage());
  }
}
