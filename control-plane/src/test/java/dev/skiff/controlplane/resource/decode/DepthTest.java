package dev.skiff.controlplane.resource.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.WritePath;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** An object may be nested as deep, in whatever way it comes. */
class DepthTest {
  private static final ResourceType REVISIONS = WritePath.type("apps/v1", "controllerrevisions");

  @Test
  void bodies() {
    for (Encoding encoding : new Encoding[] {Encoding.JSON, Encoding.YAML}) {
      decode(revision(UntrustedJson.MAXIMUM_DEPTH), encoding);
      String json = revision(UntrustedJson.MAXIMUM_DEPTH + 1);
      assertThrows(StatusException.class, () -> decode(json, encoding));
    }
  }

  @Test
  void aliases() {
    String half = nested(UntrustedJson.MAXIMUM_DEPTH / 2 + 1);
    String json = "{revision: 1, a: &a " + half + ", data: " + half.replace("{}", "*a") + "}";
    String refusal =
        assertThrows(StatusException.class, () -> decode(json, Encoding.YAML)).getMessage();
    assertTrue(refusal.contains("exceeded max depth"), refusal);
  }

  @Test
  void trees() throws Exception {
    ObjectNode deep =
        (ObjectNode) new ObjectMapper().readTree(revision(UntrustedJson.MAXIMUM_DEPTH + 1));
    assertEquals(
        "ControllerRevision in version \"v1\" cannot be handled as a ControllerRevision:"
            + " exceeded max depth",
        assertThrows(
                StatusException.class,
                () -> ObjectDecoder.conform(deep, REVISIONS, FieldValidation.IGNORE))
            .getMessage());
  }

  private static Decoded decode(String text, Encoding encoding) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    return ObjectDecoder.decode(body, encoding, REVISIONS, FieldValidation.IGNORE);
  }

  private static String revision(int depth) {
    return "{\"revision\": 1, \"data\": " + nested(depth - 1) + "}";
  }

  private static String nested(int depth) {
    return "{\"a\": ".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
  }
}
