package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.PodTemplateRules;
import java.util.List;

/** What holds for the specification of a Job, also of one that a CronJob will make. */
final class JobSpecRules {
  private static final List<String> RESTARTS = List.of("OnFailure", "Never");

  private final String path;
  private final FieldErrors errors;

  /**
   * @param path where the specification is
   */
  JobSpecRules(String path, FieldErrors errors) {
    this.path = path;
    this.errors = errors;
  }

  void check(JsonNode spec) {
    new JobIndexRules(path, errors).check(spec);
    PodFailurePolicyRules.check(path, spec, errors);
    PodTemplateRules.check(path + ".template", spec.path("template"), errors);
    restarts(spec);
  }

  private void restarts(JsonNode spec) {
    String field = path + ".template.spec.restartPolicy";
    String restart = spec.path("template").path("spec").path("restartPolicy").asText("");
    if (restart.isEmpty() || restart.equals("Always")) {
      errors.required(field, "valid values: \"OnFailure\", \"Never\"");
    } else if (!RESTARTS.contains(restart)) {
      errors.unsupported(field, restart, RESTARTS);
    } else if (spec.has("podFailurePolicy") && !restart.equals("Never")) {
      errors.invalid(
          field, restart, "only \"Never\" is supported when podFailurePolicy is specified");
    }
  }
}
