package dev.skiff.agent.proxy;

import static dev.skiff.agent.proxy.Objects.local;
import static dev.skiff.agent.proxy.Objects.nodePort;
import static dev.skiff.agent.proxy.Objects.on;
import static dev.skiff.agent.proxy.Objects.service;
import static dev.skiff.agent.proxy.Objects.slice;
import static dev.skiff.agent.proxy.Objects.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Services on the real kernel: connections are made and the pods say what they see. */
class ServiceProxyKernelTest {
  private static final String ONE = "10.244.1.2";
  private static final String TWO = "10.244.1.3";
  private static final String CLIENT = "10.244.1.9";
  private Testbed testbed;

  @BeforeEach
  void open() throws Exception {
    testbed = new Testbed();
    testbed.pod(ONE);
    testbed.pod(TWO);
    testbed.pod(CLIENT);
  }

  @AfterEach
  void close() throws Exception {
    if (testbed != null) {
      testbed.close();
    }
  }

  private void apply() throws InterruptedException {
    testbed.proxy.synced();
    testbed.proxy.awaitApplied();
  }

  @Test
  void aClusterIpLeadsToAllEndpointsAndPodsKeepTheirAddresses() throws Exception {
    testbed.proxy.put(service("web", "10.96.0.1").build());
    testbed.proxy.put(slice("web", local(ONE), local(TWO)));
    apply();
    Set<String> answers = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      answers.add(testbed.connect(CLIENT, "10.96.0.1", 80));
    }
    assertEquals(Set.of(ONE + " " + CLIENT, TWO + " " + CLIENT), answers);
    assertEquals(Testbed.BRIDGE_ADDRESS, testbed.connect("node", "10.96.0.1", 80).split(" ")[1]);
  }

  @Test
  void aPodReachesItselfThroughItsService() throws Exception {
    testbed.proxy.put(service("web", "10.96.0.1").build());
    testbed.proxy.put(slice("web", local(ONE)));
    apply();
    assertEquals(ONE + " " + Testbed.BRIDGE_ADDRESS, testbed.connect(ONE, "10.96.0.1", 80));
  }

  @Test
  void aNodePortAndAnExternalIpAnswerFromOutside() throws Exception {
    testbed.proxy.put(
        nodePort("web", "10.96.0.1", 30080)
            .editSpec()
            .withExternalIPs("192.0.2.7")
            .endSpec()
            .build());
    testbed.proxy.put(slice("web", local(ONE)));
    apply();
    String masqueraded = ONE + " " + Testbed.BRIDGE_ADDRESS;
    assertEquals(masqueraded, testbed.connect("outside", Testbed.NODE_ADDRESS, 30080));
    assertEquals(masqueraded, testbed.connect("outside", "192.0.2.7", 80));
    assertEquals(masqueraded, testbed.connect(CLIENT, Testbed.NODE_ADDRESS, 30080));
    assertEquals(masqueraded, testbed.connect("node", Testbed.NODE_ADDRESS, 30080));
  }

  @Test
  void withPolicyLocalOutsidersKeepTheirAddressAndTheNode() throws Exception {
    testbed.proxy.put(
        nodePort("web", "10.96.0.1", 30080)
            .editSpec()
            .withExternalTrafficPolicy("Local")
            .endSpec()
            .build());
    testbed.proxy.put(slice("web", local(ONE), on("elsewhere", TWO)));
    apply();
    for (int i = 0; i < 10; i++) {
      assertEquals(
          ONE + " " + Testbed.OUTSIDE_ADDRESS,
          testbed.connect("outside", Testbed.NODE_ADDRESS, 30080));
    }
    testbed.proxy.put(slice("web", on("elsewhere", TWO)));
    testbed.proxy.awaitApplied();
    assertThrows(
        SocketTimeoutException.class,
        () -> testbed.connect("outside", Testbed.NODE_ADDRESS, 30080));
    assertEquals(TWO + " " + CLIENT, testbed.connect(CLIENT, Testbed.NODE_ADDRESS, 30080));
  }

  @Test
  void withAffinityAClientStaysWithItsEndpointWhileThatServes() throws Exception {
    testbed.proxy.put(
        service("web", "10.96.0.1").editSpec().withSessionAffinity("ClientIP").endSpec().build());
    testbed.proxy.put(slice("web", local(ONE), local(TWO)));
    apply();
    String first = testbed.connect(CLIENT, "10.96.0.1", 80).split(" ")[0];
    for (int i = 0; i < 20; i++) {
      assertEquals(first, testbed.connect(CLIENT, "10.96.0.1", 80).split(" ")[0]);
    }
    String other = first.equals(ONE) ? TWO : ONE;
    testbed.proxy.put(slice("web", local(other)));
    testbed.proxy.awaitApplied();
    assertEquals(other, testbed.connect(CLIENT, "10.96.0.1", 80).split(" ")[0]);
    testbed.proxy.put(slice("web", local(ONE), local(TWO)));
    testbed.proxy.awaitApplied();
    for (int i = 0; i < 20; i++) {
      assertEquals(other, testbed.connect(CLIENT, "10.96.0.1", 80).split(" ")[0]);
    }
  }

  @Test
  void whatHasNoEndpointsOrIsNoServiceIsRefused() throws Exception {
    testbed.proxy.put(nodePort("web", "10.96.0.1", 30080).build());
    apply();
    assertThrows(ConnectException.class, () -> testbed.connect(CLIENT, "10.96.0.1", 80));
    assertThrows(ConnectException.class, () -> testbed.connect("node", "10.96.0.1", 80));
    assertThrows(
        ConnectException.class, () -> testbed.connect("outside", Testbed.NODE_ADDRESS, 30080));
    testbed.proxy.put(slice("web", local(ONE)));
    testbed.proxy.awaitApplied();
    assertEquals(ONE + " " + CLIENT, testbed.connect(CLIENT, "10.96.0.1", 80));
    assertThrows(ConnectException.class, () -> testbed.connect(CLIENT, "10.96.0.1", 81));
    assertThrows(ConnectException.class, () -> testbed.connect("node", "10.96.7.7", 80));
  }

  @Test
  void aUdpClientThatKeepsItsSocketIsMovedToTheNewEndpoint() throws Exception {
    testbed.proxy.put(udp("dns", "10.96.0.5"));
    testbed.proxy.put(slice("dns", "UDP", local(ONE)));
    apply();
    DatagramSocket socket = testbed.datagrams(CLIENT);
    assertEquals(ONE, Testbed.ask(socket, "10.96.0.5", 53));
    testbed.proxy.put(slice("dns", "UDP", local(TWO)));
    testbed.proxy.awaitApplied();
    assertEquals(TWO, Testbed.ask(socket, "10.96.0.5", 53));
  }

  @Test
  void aProxyThatStartsAgainTakesTheTableOver() throws Exception {
    testbed.proxy.put(service("web", "10.96.0.1").build());
    testbed.proxy.put(service("gone", "10.96.0.2").build());
    testbed.proxy.put(slice("web", local(ONE)));
    testbed.proxy.put(slice("gone", local(ONE)));
    apply();
    testbed.restartProxy();
    assertEquals(ONE + " " + CLIENT, testbed.connect(CLIENT, "10.96.0.1", 80));
    testbed.proxy.put(service("web", "10.96.0.1").build());
    testbed.proxy.put(slice("web", local(TWO)));
    apply();
    assertEquals(TWO + " " + CLIENT, testbed.connect(CLIENT, "10.96.0.1", 80));
    assertThrows(ConnectException.class, () -> testbed.connect(CLIENT, "10.96.0.2", 80));
  }
}
