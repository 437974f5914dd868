package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.schedule.Schedule;
import dev.skiff.controlplane.resource.schedule.TimeZones;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.time.ZoneOffset;
import java.util.List;

/** Cron jobs: schedule, time zone, names short enough for those of their Jobs. */
final class CronJobBehaviour implements Behaviour {
  /** A Job's name has 11 more characters, and must still fit into a label. */
  private static final int LONGEST_NAME = 52;

  private static final String JOB = "spec.jobTemplate.spec";

  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public void validateCreate(ObjectNode object, FieldErrors errors) {
    String name = object.path("metadata").path("name").asText("");
    if (name.length() > LONGEST_NAME) {
      errors.invalid("metadata.name", name, "must be no more than " + LONGEST_NAME + " characters");
    }
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    schedule(spec.path("schedule").asText(""), errors);
    if (spec.has("timeZone")) timeZone(spec.path("timeZone").asText(""), errors);
    JsonNode job = spec.path("jobTemplate").path("spec");
    new JobSpecRules(JOB, errors).check(job);
    if (job.path("manualSelector").asBoolean()) {
      errors.unsupported(
          JOB + ".manualSelector", job.path("manualSelector"), List.of("nil", "false"));
    }
  }

  private static void schedule(String schedule, FieldErrors errors) {
    if (schedule.isEmpty()) {
      errors.required("spec.schedule");
      return;
    }
    try {
      Schedule.parse(schedule, ZoneOffset.UTC);
    } catch (IllegalArgumentException malformed) {
      errors.invalid("spec.schedule", schedule, malformed.getMessage());
    }
    if (!schedule.contains("TZ")) return;
    errors.invalid(
        "spec.schedule",
        schedule,
        "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
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
    }
    if (zone.equals("Local") || TimeZones.has(zone)) return;
    errors.invalid("spec.timeZone", zone, "unknown time zone " + zone);
  }
}
