package dev.skiff.controlplane.resource.defaults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ResourceAmountsTest {
  @Test
  void nothingIsFinerThanThousandths() {
    ObjectNode amounts =
        JsonNodeFactory.instance
            .objectNode()
            .put("cpu", "1500u")
            .put("memory", "1n")
            .put("pods", "3")
            .put("storage", "1Gi");
    ResourceAmounts.round(amounts);
    assertEquals(
        "{\"cpu\":\"2m\",\"memory\":\"1m\",\"pods\":\"3\",\"storage\":\"1Gi\"}",
        amounts.toString());
  }
}
