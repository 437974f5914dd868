package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Quantity;
import java.util.List;
import java.util.Set;

/** What holds for requests and limits of containers. */
final class ResourceRules {
  private static final Set<String> STANDARD = Set.of("cpu", "memory", "ephemeral-storage");

  private final FieldErrors errors;

  ResourceRules(FieldErrors errors) {
    this.errors = errors;
  }

  void check(String field, JsonNode resources) {
    JsonNode limits = resources.path("limits");
    for (String list : List.of("limits", "requests")) {
      for (var entry : resources.path(list).properties()) {
        String name = entry.getKey();
        String path = field + "." + list + "[" + name + "]";
        boolean known = STANDARD.contains(name) || name.startsWith("hugepages-");
        if (!known && !name.contains("/")) {
          errors.invalid(path, name, "must be a standard resource type or fully qualified");
          errors.invalid(path, name, "must be a standard resource for containers");
        }
        Quantity amount = Quantity.parse(entry.getValue().asText());
        if (amount.value().signum() < 0) {
          errors.invalid(path, entry.getValue(), "must be greater than or equal to 0");
        }
        JsonNode limit = limits.path(name);
        if (list.equals("requests") && !limit.isMissingNode()) {
          atMost(field + ".requests", name, entry.getValue(), limit);
        }
      }
    }
  }

  private void atMost(String field, String name, JsonNode request, JsonNode limit) {
    if (Quantity.parse(request.asText()).compareTo(Quantity.parse(limit.asText())) > 0) {
      errors.invalid(
          field, request, "must be less than or equal to " + name + " limit of " + limit.asText());
    }
  }
}
