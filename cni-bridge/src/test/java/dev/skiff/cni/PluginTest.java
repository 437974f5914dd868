package dev.skiff.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.cni.TestNode.Answer;
import dev.skiff.iptables.route.KernelNetwork;
import dev.skiff.iptables.route.Link;
import dev.skiff.iptables.route.Network;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin on the real kernel, with pods that talk. */
class PluginTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir Path data;
  private TestNode node;

  @BeforeEach
  void open() throws Exception {
    node = new TestNode();
  }

  @AfterEach
  void close() throws Exception {
    if (node != null) {
      node.close();
    }
  }

  private ObjectNode configuration() {
    ObjectNode json = JSON.createObjectNode();
    json.put("cniVersion", "1.0.0").put("name", "skiff").put("type", "skiff-bridge");
    json.put("clusterCIDR", "10.244.0.0/16");
    json.putObject("ipam").put("subnet", "10.244.7.0/24").put("dataDir", data.toString());
    return json;
  }

  private ObjectNode hostPort(int hostPort, int containerPort) {
    ObjectNode json = configuration();
    json.putObject("runtimeConfig")
        .putArray("portMappings")
        .addObject()
        .put("hostPort", hostPort)
        .put("containerPort", containerPort)
        .put("protocol", "tcp");
    return json;
  }

  private String add(String container, Path pod, ObjectNode configuration) throws Exception {
    Answer answer = node.plugin("ADD", container, pod, configuration.toString());
    assertEquals(0, answer.status(), answer.json().toString());
    return answer.json().at("/ips/0/address").asText().replace("/24", "");
  }

  @Test
  void podsReachEachOtherByTheirOwnAddressesAndOthersMasqueraded() throws Exception {
    Path one = node.namespace();
    Path two = node.namespace();
    String first = add("one", one, configuration());
    String second = add("two", two, configuration());
    assertEquals("10.244.7.2", first);
    assertEquals("10.244.7.3", second);
    node.serve(two, 80);
    node.serve(node.outside, 80);
    node.serve(node.node, 81);

    assertEquals(first, node.connect(one, second, 80));
    assertEquals("10.244.7.1", node.connect(node.node, second, 80));
    assertEquals(TestNode.ADDRESS, node.connect(one, TestNode.OUTSIDE, 80));
    assertEquals(second, node.connect(two, second, 80));
  }

  @Test
  void theResultIsWhatTheSpecificationAsks() throws Exception {
    Path pod = node.namespace();
    Answer answer = node.plugin("ADD", "one", pod, configuration().toString());
    JsonNode result = answer.json();
    assertEquals("1.0.0", result.path("cniVersion").asText());
    assertEquals("skiff0", result.at("/interfaces/0/name").asText());
    assertEquals("eth0", result.at("/interfaces/2/name").asText());
    assertEquals("0a:58:0a:f4:07:02", result.at("/interfaces/2/mac").asText());
    assertEquals(pod.toString(), result.at("/interfaces/2/sandbox").asText());
    assertEquals(2, result.at("/ips/0/interface").asInt());
    assertEquals("10.244.7.1", result.at("/ips/0/gateway").asText());
    assertTrue(result.at("/ips/0/version").isMissingNode());

    ObjectNode check = configuration();
    check.set("prevResult", result);
    assertEquals(0, node.plugin("CHECK", "one", pod, check.toString()).status());
    node.in(
        node.node,
        () -> {
          try (Network network = KernelNetwork.open()) {
            Link link =
                network.links().find(result.at("/interfaces/1/name").asText()).orElseThrow();
            assertEquals(1400, link.mtu(), "the MTU of the default route's interface");
            network.links().setDown(link.index());
          }
          return null;
        });
    Answer broken = node.plugin("CHECK", "one", pod, check.toString());
    assertEquals(CniException.CHECK_FAILED, broken.json().path("code").asInt());

    ObjectNode old = configuration().put("cniVersion", "0.4.0");
    Answer other = node.plugin("ADD", "two", node.namespace(), old.toString());
    assertEquals("4", other.json().at("/ips/0/version").asText());
  }

  @Test
  void aHostPortLeadsToThePodUntilItIsGone() throws Exception {
    Path one = node.namespace();
    Path two = node.namespace();
    add("one", one, hostPort(8080, 80));
    add("two", two, configuration());
    node.serve(one, 80);

    assertEquals(TestNode.OUTSIDE, node.connect(node.outside, TestNode.ADDRESS, 8080));
    assertEquals("10.244.7.3", node.connect(two, TestNode.ADDRESS, 8080));
    assertEquals("10.244.7.1", node.connect(one, TestNode.ADDRESS, 8080));
    assertNotEquals("", node.connect(node.node, TestNode.ADDRESS, 8080));
    assertEquals("10.244.7.1", node.connect(node.node, "127.0.0.1", 8080));

    Path three = node.namespace();
    Answer taken = node.plugin("ADD", "three", three, hostPort(8080, 80).toString());
    assertEquals(1, taken.status());
    assertTrue(taken.json().path("msg").asText().contains("leads to another pod already"));
    assertEquals(TestNode.OUTSIDE, node.connect(node.outside, TestNode.ADDRESS, 8080));

    assertEquals(0, node.plugin("DEL", "one", one, hostPort(8080, 80).toString()).status());
    assertThrows(ConnectException.class, () -> node.connect(node.outside, TestNode.ADDRESS, 8080));
  }

  /** As containerd 1.6 writes it. */
  private ObjectNode hostPortOf(String address) {
    ObjectNode json = configuration();
    json.putObject("runtimeConfig")
        .putArray("portMappings")
        .addObject()
        .put("HostPort", 8080)
        .put("ContainerPort", 80)
        .put("Protocol", "tcp")
        .put("HostIP", address);
    return json;
  }

  @Test
  void eachAddressOfTheHostHasPortsOfItsOwn() throws Exception {
    Path one = node.namespace();
    Path two = node.namespace();
    add("one", one, hostPortOf("127.0.0.1"));
    node.serve(one, 80);
    assertEquals("10.244.7.1", node.connect(node.node, "127.0.0.1", 8080));
    assertThrows(ConnectException.class, () -> node.connect(node.outside, TestNode.ADDRESS, 8080));

    add("two", two, hostPortOf(TestNode.ADDRESS));
    node.serve(two, 80);
    assertEquals(TestNode.OUTSIDE, node.connect(node.outside, TestNode.ADDRESS, 8080));
    assertEquals("10.244.7.1", node.connect(node.node, "127.0.0.1", 8080));
  }

  @Test
  void deletingTwiceOrWithoutANamespaceIsFine() throws Exception {
    Path pod = node.namespace();
    add("one", pod, configuration());
    assertTrue(Files.exists(data.resolve("skiff/10.244.7.2")));
    String configuration = configuration().toString();
    assertEquals(0, node.plugin("DEL", "one", null, configuration).status());
    assertEquals(0, node.plugin("DEL", "one", pod, configuration).status());
    assertEquals(0, node.plugin("DEL", "never-added", null, configuration).status());
    assertTrue(Files.notExists(data.resolve("skiff/10.244.7.2")));
    assertEquals("10.244.7.3", add("two", node.namespace(), configuration()));
  }

  @Test
  void whatFailsLeavesNothingBehind() throws Exception {
    ObjectNode config = configuration();
    Answer answer = node.plugin("ADD", "one", Path.of("/run/netns/kernel-none"), config.toString());
    assertEquals(CniException.CONTAINER_UNKNOWN, answer.json().path("code").asInt());
    Path pod = node.namespace();
    add("one", pod, config);
    Answer second = node.plugin("ADD", "other", pod, config.toString());
    assertEquals(1, second.status());
    assertTrue(second.json().path("msg").asText().contains("EEXIST"), second.json().toString());
    assertTrue(Files.notExists(data.resolve("skiff/10.244.7.3")));
    assertTrue(Files.exists(data.resolve("skiff/10.244.7.2")));
  }

  @Test
  void garbageIsCollected() throws Exception {
    add("kept", node.namespace(), configuration());
    add("lost", node.namespace(), configuration());
    ObjectNode gc = configuration().put("cniVersion", "1.1.0");
    gc.putArray("cni.dev/valid-attachments")
        .addObject()
        .put("containerID", "kept")
        .put("ifname", "eth0");
    assertEquals(0, node.plugin("GC", "", null, gc.toString()).status());
    assertTrue(Files.exists(data.resolve("skiff/10.244.7.2")));
    assertTrue(Files.notExists(data.resolve("skiff/10.244.7.3")));
    assertEquals(0, node.plugin("STATUS", "", null, gc.toString()).status());
  }
}
