package dev.skiff.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the plugin says before it touches the kernel. */
class MainTest {
  private static final Map<String, String> ADD =
      Map.of("CNI_COMMAND", "ADD", "CNI_CONTAINERID", "c", "CNI_NETNS", "/x", "CNI_IFNAME", "eth0");

  private static JsonNode run(int status, Map<String, String> environment, String input)
      throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertEquals(
        status,
        Main.run(environment, new ByteArrayInputStream(input.getBytes()), new PrintStream(out)));
    return new ObjectMapper().readTree(out.toByteArray());
  }

  @Test
  void versionNamesAllVersions() throws Exception {
    JsonNode answer = run(0, Map.of("CNI_COMMAND", "VERSION"), "{}");
    assertTrue(answer.path("supportedVersions").toString().contains("\"1.0.0\""));
  }

  @Test
  void badInputIsAnErrorWithItsCode() throws Exception {
    assertEquals(4, run(1, Map.of(), "{}").path("code").asInt());
    assertEquals(4, run(1, Map.of("CNI_COMMAND", "JUMP"), "{}").path("code").asInt());
    assertEquals(
        4, run(1, Map.of("CNI_COMMAND", "ADD", "CNI_IFNAME", "eth0"), "{}").path("code").asInt());
    assertEquals(6, run(1, ADD, "{\"cniVersion\":").path("code").asInt());
    JsonNode version = run(1, ADD, "{\"cniVersion\":\"9.0.0\",\"name\":\"n\"}");
    assertEquals(1, version.path("code").asInt());
    JsonNode subnet =
        run(1, ADD, "{\"cniVersion\":\"1.0.0\",\"name\":\"n\",\"ipam\":{\"subnet\":\"x\"}}");
    assertEquals(7, subnet.path("code").asInt());
    assertEquals("ipam.subnet must be a CIDR, not \"x\"", subnet.path("msg").asText());
  }
}
