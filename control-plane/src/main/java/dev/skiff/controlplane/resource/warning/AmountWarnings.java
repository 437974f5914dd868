package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Quantity;
import java.util.List;

/** Fractions of bytes. */
final class AmountWarnings {
  private static final long THOUSANDTHS = 1000;

  private AmountWarnings() {}

  /**
   * Looks at some amounts of a map.
   *
   * @param names whose amounts are in bytes
   */
  static void bytes(String path, JsonNode amounts, List<String> names, List<String> found) {
    for (String name : names) {
      JsonNode amount = amounts.path(name);
      if (amount.isMissingNode()) continue;
      Quantity quantity = Quantity.parse(amount.asText());
      if (quantity.milliValue() % THOUSANDTHS == 0) continue;
      found.add(
          "%s[%s]: fractional byte value \"%s\" is invalid, must be an integer"
              .formatted(path, name, quantity));
    }
  }

  /** Looks at the specification of a PersistentVolumeClaim. */
  static void claim(String path, JsonNode spec, List<String> found) {
    for (String kind : List.of("requests", "limits")) {
      JsonNode amounts = spec.path("resources").path(kind);
      bytes(path + ".resources." + kind, amounts, List.of("storage"), found);
    }
  }
}
