package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.List;

/**
 * The numbers that the scale subresource of a custom resource shows must be numbers of replicas.
 */
final class ScaleCounts {
  private ScaleCounts() {}

  /**
   * Checks them.
   *
   * @param paths for example {@code .spec.replicas}
   */
  static void check(List<String> paths, JsonNode object, FieldErrors errors) {
    for (String path : paths) {
      JsonNode count = object.at(path.replace('.', '/'));
      if (count.isMissingNode()) continue;
      if (!count.isIntegralNumber()) {
        String shown = count.isTextual() ? count.textValue() : count.toString();
        errors.invalid(
            path,
            0,
            path
                + " accessor error: "
                + shown
                + " is of the type "
                + goType(count)
                + ", expected int64");
      } else if (count.longValue() < 0) {
        errors.invalid(path, count, "should be a non-negative integer");
      } else if (count.longValue() > Integer.MAX_VALUE) {
        errors.invalid(path, count, "should be less than or equal to " + Integer.MAX_VALUE);
      }
    }
  }

  private static String goType(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "string";
      case BOOLEAN -> "bool";
      case NUMBER -> "float64";
      case ARRAY -> "[]interface {}";
      case OBJECT -> "map[string]interface {}";
      default -> "<nil>";
    };
  }
}
