package dev.skiff.agent.proxy;

import static dev.skiff.agent.proxy.Objects.CONFIGURATION;
import static dev.skiff.agent.proxy.Objects.ending;
import static dev.skiff.agent.proxy.Objects.local;
import static dev.skiff.agent.proxy.Objects.nodePort;
import static dev.skiff.agent.proxy.Objects.on;
import static dev.skiff.agent.proxy.Objects.service;
import static dev.skiff.agent.proxy.Objects.slice;
import static dev.skiff.agent.proxy.Objects.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.iptables.conntrack.FakeConntrack;
import dev.skiff.iptables.conntrack.Flow;
import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;
import dev.skiff.iptables.nftables.Data;
import dev.skiff.iptables.nftables.Element;
import dev.skiff.iptables.nftables.FakeNftables;
import dev.skiff.iptables.nftables.Nftables;
import dev.skiff.iptables.nftables.Operation;
import dev.skiff.iptables.nftables.Rule;
import dev.skiff.iptables.nftables.Table;
import dev.skiff.iptables.nftables.Transaction;
import dev.skiff.iptables.nftables.Value;
import dev.skiff.iptables.nftables.expression.DestinationNat;
import dev.skiff.iptables.nftables.expression.Expression;
import dev.skiff.iptables.nftables.expression.UpdateSet;
import io.fabric8.kubernetes.api.model.Service;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the proxy puts into the table. */
class ServiceProxyTest {
  private final FakeNftables nftables = new FakeNftables();
  private final FakeConntrack conntrack = new FakeConntrack();
  private final ServiceProxy proxy = ServiceProxy.start(CONFIGURATION, nftables, conntrack);

  @AfterEach
  void close() {
    proxy.close();
  }

  private void apply() throws InterruptedException {
    proxy.synced();
    proxy.awaitApplied();
  }

  private Map<Data, Value> set(String name) {
    Map<Data, Value> elements = new HashMap<>();
    for (Element element : nftables.elements(TableLayout.TABLE, name)) {
      elements.put(element.key(), element.value());
    }
    return elements;
  }

  private Set<Value> endpoints() {
    return Set.copyOf(set(TableLayout.ENDPOINTS).values());
  }

  private static Data key(String address, int port) {
    return Data.EMPTY.address(InetAddress.ofLiteral(address)).protocol(6).port(port);
  }

  private static Data shape(Shape.Role role, int count, int affinitySeconds) {
    return new Shape(role, count, affinitySeconds).id();
  }

  private static Data endpoint(String address) {
    return Data.EMPTY.address(InetAddress.ofLiteral(address)).port(8080);
  }

  @Test
  void nothingIsTouchedBeforeEverythingIsKnown() throws Exception {
    proxy.put(service("a", "10.96.0.1").build());
    proxy.awaitApplied();
    assertEquals(List.of(), nftables.applied());
    apply();
    assertEquals(1, nftables.applied().size());
  }

  @Test
  void aServiceIsAnElementAndEachEndpointAnother() throws Exception {
    proxy.put(service("a", "10.96.0.1").build());
    proxy.put(slice("a", local("10.244.1.2"), on("node-2", "10.244.2.2")));
    apply();
    Data key = key("10.96.0.1", 80);
    assertEquals(Map.of(key, shape(Shape.Role.CLUSTER, 2, 0)), set(TableLayout.SERVICES));
    assertEquals(
        Map.of(key.number(0), endpoint("10.244.1.2"), key.number(1), endpoint("10.244.2.2")),
        set(TableLayout.ENDPOINTS));
    Data pod = Data.EMPTY.address(InetAddress.ofLiteral("10.244.1.2"));
    assertEquals(Set.of(pod.plus(pod)), set(TableLayout.HAIRPIN).keySet());
  }

  @Test
  void onlyTheDifferenceIsSent() throws Exception {
    for (int i = 1; i <= 50; i++) {
      proxy.put(service("s" + i, "10.96.1." + i).build());
      proxy.put(slice("s" + i, local("10.244.1." + i), on("b", "10.244.2." + i)));
    }
    apply();
    proxy.put(slice("s7", local("10.244.1.7"), on("b", "10.244.3.7")));
    proxy.awaitApplied();
    Transaction last = nftables.applied().getLast();
    Data key = key("10.96.1.7", 80).number(1);
    assertEquals(
        List.of(
            new Operation.DeleteElements(
                "endpoints", List.of(new Element(key, endpoint("10.244.2.7")))),
            new Operation.AddElements(
                "endpoints", List.of(new Element(key, endpoint("10.244.3.7"))))),
        last.operations());
  }

  @Test
  void aChainIsThereAsLongAsAServiceHasItsShape() throws Exception {
    proxy.put(service("a", "10.96.0.1").build());
    proxy.put(slice("a", local("10.244.1.2")));
    apply();
    assertTrue(nftables.chains(TableLayout.TABLE).contains("cluster-1"));
    proxy.put(slice("a", local("10.244.1.2"), local("10.244.1.3")));
    proxy.awaitApplied();
    assertFalse(nftables.chains(TableLayout.TABLE).contains("cluster-1"));
    assertTrue(nftables.chains(TableLayout.TABLE).contains("cluster-2"));
    proxy.remove(service("a", "10.96.0.1").build());
    proxy.awaitApplied();
    assertFalse(nftables.chains(TableLayout.TABLE).contains("cluster-2"));
    assertEquals(Map.of(), set(TableLayout.ENDPOINTS));
    assertEquals(Map.of(), set(TableLayout.HAIRPIN));
  }

  @Test
  void withoutEndpointsConnectionsAreRefused() throws Exception {
    proxy.put(nodePort("a", "10.96.0.1", 30080).build());
    apply();
    assertEquals(
        Set.of(key("10.96.0.1", 80), key("0.0.0.0", 30080)), set(TableLayout.REJECTED).keySet());
    proxy.put(slice("a", local("10.244.1.2")));
    proxy.awaitApplied();
    assertEquals(Map.of(), set(TableLayout.REJECTED));
  }

  @Test
  void endpointsThatEndAreTakenIfNoneIsReady() throws Exception {
    proxy.put(service("a", "10.96.0.1").build());
    proxy.put(slice("a", ending("10.244.1.2"), local("10.244.1.3")));
    apply();
    assertEquals(Set.of(endpoint("10.244.1.3")), endpoints());
    proxy.put(slice("a", ending("10.244.1.2")));
    proxy.awaitApplied();
    assertEquals(Set.of(endpoint("10.244.1.2")), endpoints());
  }

  @Test
  void outsidersStayOnTheNodeIfThePolicySaysSo() throws Exception {
    proxy.put(
        nodePort("a", "10.96.0.1", 30080)
            .editSpec()
            .withExternalTrafficPolicy("Local")
            .withExternalIPs("192.0.2.7")
            .endSpec()
            .build());
    proxy.put(slice("a", local("10.244.1.2"), on("b", "10.244.2.2"), on("b", "10.244.2.3")));
    apply();
    Data nodePort = Data.EMPTY.protocol(6).port(30080);
    assertEquals(
        Map.of(nodePort, shape(Shape.Role.NODE_PORT_LOCAL, 1, 0)), set(TableLayout.NODE_PORTS));
    assertEquals(
        Map.of(
            key("10.96.0.1", 80), shape(Shape.Role.CLUSTER, 3, 0),
            key("192.0.2.7", 80), shape(Shape.Role.EXTERNAL_LOCAL, 1, 0)),
        set(TableLayout.SERVICES));
    assertEquals(
        Map.of(
            key("0.0.0.0", 30080), shape(Shape.Role.NODE_PORT_SHORT_CUT, 3, 0),
            key("192.0.2.7", 80), shape(Shape.Role.CLUSTER, 3, 0)),
        set(TableLayout.SHORT_CUTS));
  }

  @Test
  void internalTrafficStaysOnTheNodeIfThePolicySaysSo() throws Exception {
    proxy.put(
        service("a", "10.96.0.1").editSpec().withInternalTrafficPolicy("Local").endSpec().build());
    proxy.put(slice("a", on("b", "10.244.2.2")));
    apply();
    assertEquals(Set.of(key("10.96.0.1", 80)), set(TableLayout.DROPPED).keySet());
    proxy.put(slice("a", on("b", "10.244.2.2"), local("10.244.1.2")));
    proxy.awaitApplied();
    assertEquals(Set.of(endpoint("10.244.1.2")), endpoints());
  }

  @Test
  void loadBalancersAffinityHeadlessAndDns() throws Exception {
    proxy.put(
        service("balanced", "10.96.0.1")
            .editSpec()
            .withType("LoadBalancer")
            .withSessionAffinity("ClientIP")
            .endSpec()
            .withNewStatus()
            .withNewLoadBalancer()
            .addNewIngress()
            .withIp("192.0.2.9")
            .endIngress()
            .endLoadBalancer()
            .endStatus()
            .build());
    proxy.put(slice("balanced", local("10.244.1.2")));
    proxy.put(service("headless", "None").build());
    proxy.put(service("kube-dns", "10.96.0.10").build());
    apply();
    assertEquals(
        Map.of(
            key("10.96.0.1", 80), shape(Shape.Role.CLUSTER, 1, 10800),
            key("192.0.2.9", 80), shape(Shape.Role.EXTERNAL, 1, 10800)),
        set(TableLayout.SERVICES));
    assertEquals(2, set(TableLayout.AFFINITY_ENDPOINTS).size());
    assertEquals(Map.of(), set(TableLayout.REJECTED));
  }

  @Test
  void oneAddressAndPortBelongsToTheFirstServiceUntilItLetsGo() throws Exception {
    proxy.put(service("a", "10.96.0.1").editSpec().withExternalIPs("192.0.2.7").endSpec().build());
    proxy.put(slice("a", local("10.244.1.2")));
    apply();
    proxy.put(service("b", "10.96.0.2").editSpec().withExternalIPs("192.0.2.7").endSpec().build());
    proxy.put(slice("b", local("10.244.1.3"), local("10.244.1.4")));
    proxy.awaitApplied();
    assertEquals(
        shape(Shape.Role.EXTERNAL, 1, 0), set(TableLayout.SERVICES).get(key("192.0.2.7", 80)));
    assertEquals(
        shape(Shape.Role.CLUSTER, 2, 0), set(TableLayout.SERVICES).get(key("10.96.0.2", 80)));
    proxy.remove(service("a", "10.96.0.1").build());
    proxy.awaitApplied();
    assertEquals(
        shape(Shape.Role.EXTERNAL, 2, 0), set(TableLayout.SERVICES).get(key("192.0.2.7", 80)));
  }

  @Test
  void udpConnectionsToALostEndpointAreForgotten() throws Exception {
    proxy.put(udp("dns", "10.96.0.5"));
    proxy.put(slice("dns", "UDP", local("10.244.1.2"), local("10.244.1.3")));
    apply();
    Flow kept = flow("10.244.1.3");
    conntrack.add(flow("10.244.1.2"));
    conntrack.add(kept);
    proxy.put(slice("dns", "UDP", local("10.244.1.3")));
    proxy.awaitApplied();
    assertEquals(List.of(kept), conntrack.list());
  }

  /** What became of them while no agent ran nobody saw. */
  @Test
  void udpConnectionsThatAnEarlierRunLeftAreForgottenUnlessTheirEndpointServes() throws Exception {
    Flow kept = flow("10.244.1.3");
    Flow elsewhere = flow("192.0.2.9", 53, "192.0.2.9", 53);
    Flow sameNumberAsNodePort = flow("192.0.2.9", 30053, "192.0.2.9", 30053);
    Flow nodePort = flow("192.0.2.1", 30053, "10.244.1.3", 8080);
    for (Flow flow : List.of(kept, elsewhere, sameNumberAsNodePort, nodePort)) {
      conntrack.add(flow);
    }
    conntrack.add(flow("10.244.1.2"));
    conntrack.add(flow("10.96.0.5", 53, "10.96.0.5", 53));
    conntrack.add(flow("10.96.0.6", 53, "10.244.1.7", 8080));
    conntrack.add(flow("192.0.2.1", 30053, "10.244.1.2", 8080));
    Service dns = udp("dns", "10.96.0.5");
    dns.getSpec().getPorts().getFirst().setNodePort(30053);
    proxy.put(dns);
    proxy.put(udp("nobody", "10.96.0.6"));
    proxy.put(slice("dns", "UDP", local("10.244.1.3")));
    apply();
    assertEquals(List.of(kept, elsewhere, sameNumberAsNodePort, nodePort), conntrack.list());
  }

  /** Whoever fills the kernel's memory of clients must not take the service from the others. */
  @Test
  void clientsThatCannotBeRememberedAreServedAllTheSame() {
    List<Rule> rules = new Shape(Shape.Role.CLUSTER, 2, 60).rules(CONFIGURATION.clusterCidr());
    List<Expression> last = rules.getLast().expressions();
    assertTrue(last.stream().anyMatch(DestinationNat.class::isInstance));
    assertTrue(last.stream().noneMatch(UpdateSet.class::isInstance));
    assertTrue(
        rules.get(rules.size() - 2).expressions().stream().anyMatch(UpdateSet.class::isInstance));
  }

  /** Services that never change must not wait for ever. */
  @Test
  void aTableThatTheKernelRefusedIsMadeAgain() throws Exception {
    try (ServiceProxy stubborn = ServiceProxy.start(CONFIGURATION, new Reluctant(2), conntrack)) {
      stubborn.put(service("a", "10.96.0.1").build());
      stubborn.synced();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (nftables.applied().isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(20);
      }
      assertEquals(1, nftables.applied().size());
    }
  }

  private static Flow flow(String service, int port, String endpoint, int endpointPort) {
    return new Flow(
        17,
        new InetSocketAddress("10.244.1.9", 40000),
        new InetSocketAddress(service, port),
        new InetSocketAddress(endpoint, endpointPort));
  }

  private static Flow flow(String endpoint) {
    return new Flow(
        17,
        new InetSocketAddress("10.244.1.9", 40000),
        new InetSocketAddress("10.96.0.5", 53),
        new InetSocketAddress(endpoint, 8080));
  }

  @Test
  void aTableThatWasChangedByOthersIsMadeAnew() throws Exception {
    proxy.put(service("a", "10.96.0.1").build());
    proxy.put(slice("a", local("10.244.1.2")));
    apply();
    nftables.apply(
        new Transaction(TableLayout.TABLE)
            .deleteElements(
                TableLayout.ENDPOINTS, nftables.elements(TableLayout.TABLE, "endpoints")));
    proxy.put(slice("a", local("10.244.1.3")));
    proxy.awaitApplied();
    assertEquals(Set.of(endpoint("10.244.1.3")), endpoints());
    assertEquals(
        Set.of("services"),
        nftables.applied().getLast().operations().stream()
            .filter(Operation.AddElements.class::isInstance)
            .map(o -> ((Operation.AddElements) o).set())
            .filter("services"::equals)
            .collect(Collectors.toSet()));
  }

  /** Refuses at first, and then does what the other says. */
  private final class Reluctant implements Nftables {
    private int refusals;

    Reluctant(int refusals) {
      this.refusals = refusals;
    }

    @Override
    public void apply(Transaction transaction) {
      if (refusals-- > 0) {
        throw new KernelException(Errno.of(Errno.EBUSY), "make the table");
      }
      nftables.apply(transaction);
    }

    @Override
    public Set<String> chains(Table table) {
      return nftables.chains(table);
    }

    @Override
    public List<Element> elements(Table table, String set) {
      return nftables.elements(table, set);
    }

    @Override
    public void close() {
      nftables.close();
    }
  }
}
