package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/** Cron jobs: schedule, time zone, names short enough for those of their Jobs. */
final class CronJobBehaviour implements Behaviour {
  /** A Job's name has 11 more characters, and must still fit into a label. */
  private static final int LONGEST_NAME = 52;

  private static final List<String> POLICIES = List.of("Allow", "Forbid", "Replace");

  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    String name = object.path("metadata").path("name").asText("");
    if (name.length() > LONGEST_NAME) {
      errors.invalid("metadata.name", name, "must be no more than " + LONGEST_NAME + " characters");
    }
    JsonNode spec = object.path("spec");
    schedule(spec.path("schedule").asText(""), errors);
    String policy = spec.path("concurrencyPolicy").asText("");
    if (!POLICIES.contains(policy)) {
      errors.unsupported("spec.concurrencyPolicy", policy, POLICIES);
    }
    for (String field :
        List.of(
            "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")) {
      WorkloadBehaviour.notNegative("spec." + field, spec.path(field), errors);
    }
    if (spec.has("timeZone")) timeZone(spec.path("timeZone").asText(""), errors);
    JobBehaviour.template(
        "spec.jobTemplate.spec.template",
        spec.path("jobTemplate").path("spec").path("template"),
        errors);
  }

  private static void schedule(String schedule, FieldErrors errors) {
    if (schedule.isEmpty()) {
      errors.required("spec.schedule");
      return;
    }
    if (schedule.contains("TZ")) {
      errors.invalid(
          "spec.schedule",
          schedule,
          "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
      return;
    }
    if (schedule.startsWith("@")) return;
    String[] fields = schedule.strip().split("\\s+");
    if (fields.length != 5) {
      errors.invalid(
          "spec.schedule",
          schedule,
          "expected exactly 5 fields, found " + fields.length + ": " + Arrays.toString(fields));
      return;
    }
    for (String field : fields) {
      if (!field.matches("[0-9A-Za-z*?,/-]+")) {
        errors.invalid("spec.schedule", schedule, "failed to parse int from " + field);
      }
    }
  }

  private static void timeZone(String zone, FieldErrors errors) {
    if (zone.isEmpty()) {
      errors.invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string");
      return;
    }
    if (zone.equalsIgnoreCase("Local")) {
      errors.invalid(
          "spec.timeZone",
          zone,
          "timeZone must be an explicit time zone as defined in"
              + " https://www.iana.org/time-zones");
      return;
    }
    try {
      ZoneId.of(zone);
    } catch (DateTimeException e) {
      errors.invalid("spec.timeZone", zone, "unknown time zone " + zone);
    }
  }
}
