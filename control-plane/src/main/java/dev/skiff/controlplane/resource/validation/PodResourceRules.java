package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.PodAmounts;
import dev.skiff.controlplane.resource.Quantity;

/** What a Pod as a whole requests and is limited to, beside what its containers do (KEP-2837). */
final class PodResourceRules {
  private final String path;
  private final FieldErrors errors;
  private final ClaimRules claims;

  /**
   * @param path where the Pod's specification is
   */
  PodResourceRules(String path, FieldErrors errors, ClaimRules claims) {
    this.path = path;
    this.errors = errors;
    this.claims = claims;
  }

  void check(JsonNode spec) {
    JsonNode resources = spec.path("resources");
    if (!resources.isObject()) return;
    String field = path + ".resources";
    if (spec.path("os").path("name").asText("").equals("windows")) {
      errors.forbidden(field, "may not be set for a windows pod");
      return;
    }
    if (resources.has("claims")) {
      errors.forbidden(field + ".claims", "claims may not be set for Resources at pod-level");
    }
    new ResourceRules(errors).checkPod(field, resources);
    claims.used(field + ".claims", resources.path("claims"));
    requests(field, spec, resources.path("requests"));
    limits(field, spec, resources.path("limits"));
  }

  private void requests(String field, JsonNode spec, JsonNode requests) {
    PodAmounts.of(spec, "requests")
        .forEach(
            (name, together) -> {
              JsonNode own = requests.path(name);
              if (own.isMissingNode() || together.compareTo(amount(own)) <= 0) return;
              errors.invalid(
                  field + ".requests[" + name + "]",
                  own,
                  "must be greater than or equal to aggregate container requests of " + together);
            });
  }

  private void limits(String field, JsonNode spec, JsonNode limits) {
    PodAmounts.of(spec, "limits")
        .forEach(
            (name, together) -> {
              JsonNode own = limits.path(name);
              boolean huge = name.startsWith(ResourceRules.HUGE);
              if (!huge || own.isMissingNode() || together.compareTo(amount(own)) <= 0) return;
              errors.invalid(
                  field + ".limits[" + name + "]",
                  own,
                  "must be greater than or equal to aggregate container limits of " + together);
            });
    JsonNode containers = spec.path("containers");
    for (int i = 0; i < containers.size(); i++) {
      for (var limit : containers.get(i).path("resources").path("limits").properties()) {
        JsonNode ofPod = limits.path(limit.getKey());
        if (ofPod.isMissingNode() || amount(limit.getValue()).compareTo(amount(ofPod)) <= 0) {
          continue;
        }
        errors.invalid(
            field + ".containers[" + i + "][" + limit.getKey() + "].limits",
            limit.getValue(),
            "must be less than or equal to pod limits of " + ofPod.asText());
      }
    }
  }

  private static Quantity amount(JsonNode value) {
    return Quantity.parse(value.asText());
  }
}
