package dev.skiff.controlplane.api.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.skiff.controlplane.api.StatusException;
import org.junit.jupiter.api.Test;

class JsonPatchTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode json(String text) throws Exception {
    return JSON.readTree(text.replace('\'', '"'));
  }

  private static ArrayNode copies(String from, String to, int times) {
    ArrayNode patch = JSON.createArrayNode();
    for (int i = 0; i < times; i++) {
      patch.addObject().put("op", "copy").put("from", from).put("path", to);
    }
    return patch;
  }

  @Test
  void copiesAndLeavesItsTarget() throws Exception {
    JsonNode target = json("{'a':[1]}");
    JsonNode patched =
        JsonPatch.apply(
            target,
            json(
                "[{'op':'copy','from':'/a','path':'/b'},{'op':'add','path':'/b/-','value':2},{'op':'remove','path':'/a'}]"));
    assertEquals(json("{'b':[1,2]}"), patched);
    assertEquals(json("{'a':[1]}"), target);
  }

  @Test
  void copiesOfCopiesEnd() throws Exception {
    JsonNode target = json("{'x':['yyyyyyyy']}");
    var refused =
        assertThrows(
            StatusException.class, () -> JsonPatch.apply(target, copies("/x", "/x/-", 40)));
    assertEquals(422, refused.code());
  }

  @Test
  void threeMebibytesMayBeCopied() {
    JsonNode target = JSON.createObjectNode().put("text", "y".repeat((1 << 20) - 2));
    assertEquals(2, JsonPatch.apply(target, copies("/text", "/copy", 3)).size());
    assertThrows(StatusException.class, () -> JsonPatch.apply(target, copies("/text", "/copy", 4)));
  }
}
