package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Quantity;
import java.util.List;

/** References to the resources of a container, in variables and in files. */
final class ResourceFields {
  private static final List<String> RESOURCES =
      List.of(
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory");

  private static final List<String> CPU = List.of("1m", "1");
  private static final List<String> SIZES =
      List.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");

  private ResourceFields() {}

  /**
   * @param file whether it is a file's, which must name a container
   */
  static void check(String field, JsonNode reference, boolean file, FieldErrors errors) {
    String resource = reference.path("resource").asText("");
    boolean huge = resource.matches("(limits|requests)\\.hugepages-.*");
    if (file && reference.path("containerName").asText("").isEmpty()) {
      errors.required(field + ".containerName");
    } else if (resource.isEmpty()) {
      errors.required(field + ".resource");
    } else if (!huge && !RESOURCES.contains(resource)) {
      errors.unsupported(field + ".resource", resource, RESOURCES);
    }
    String divisor = reference.path("divisor").asText("0");
    if (Quantity.parse(divisor).value().signum() == 0) return;
    String name = resource.substring(resource.indexOf('.') + 1);
    if (name.equals("cpu")) {
      if (CPU.contains(divisor)) return;
      errors.invalid(
          field + ".divisor",
          resource,
          "only divisor's values 1m and 1 are supported with the cpu resource");
    } else if ((huge || RESOURCES.contains(resource)) && !SIZES.contains(divisor)) {
      errors.invalid(
          field + ".divisor",
          resource,
          "only divisor's values "
              + String.join(", ", SIZES)
              + " are supported with the "
              + (huge ? "hugepages" : name.equals("memory") ? name : "local ephemeral storage")
              + " resource");
    }
  }
}
