package dev.skiff.controlplane.resource.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/** Amounts of resources, of which nobody counts less than thousandths. */
final class ResourceAmounts {
  private static final int THOUSANDTHS = 3;

  private ResourceAmounts() {}

  /** Rounds amounts up, in place. */
  static void round(ObjectNode amounts) {
    for (Map.Entry<String, JsonNode> amount : amounts.properties()) {
      String text = amount.getValue().asText("");
      if (!finer(text)) continue;
      Quantity quantity = Quantity.parse(text);
      BigDecimal rounded = quantity.value().setScale(THOUSANDTHS, RoundingMode.UP);
      amounts.put(amount.getKey(), new Quantity(rounded, quantity.form()).toString());
    }
  }

  /** Whether a text in canonical form says that there are millionths or less. */
  private static boolean finer(String text) {
    return text.endsWith("n") || text.endsWith("u") || text.contains("e-");
  }
}
