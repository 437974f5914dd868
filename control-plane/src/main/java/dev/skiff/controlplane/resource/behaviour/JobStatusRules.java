package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the status of a Job may say, and how it may go on: since others may manage Jobs (KEP-4368),
 * nobody but the API server watches over it. Most of it is asked only of what changes.
 */
final class JobStatusRules {
  private static final String CONDITIONS = "status.conditions";
  private static final List<String> COUNTS =
      List.of("active", "succeeded", "failed", "ready", "terminating");

  private final JsonNode spec;
  private final JsonNode now;
  private final JsonNode before;
  private final FieldErrors errors;
  private final boolean complete;
  private final boolean failed;
  private final boolean successful;
  private final boolean finishes;
  private final boolean completes;

  JobStatusRules(ObjectNode job, ObjectNode old, FieldErrors errors) {
    this.spec = job.path("spec");
    this.now = job.path("status");
    this.before = old.path("status");
    this.errors = errors;
    complete = is(now, "Complete");
    failed = is(now, "Failed");
    successful = is(now, "SuccessCriteriaMet");
    completes = complete != is(before, "Complete");
    finishes = (complete || failed) != (is(before, "Complete") || is(before, "Failed"));
  }

  void check() {
    for (String count : COUNTS) {
      WorkloadBehaviour.notNegative("status." + count, now.path(count), errors);
    }
    Set<String> seen = new HashSet<>();
    uncounted("succeeded", seen);
    uncounted("failed", seen);
    conditions();
    times();
    if (complete || failed) finished();
    indexes();
    if (changes("ready", "active")
        && now.has("ready")
        && now.path("ready").asLong() > now.path("active").asLong()) {
      invalid("ready", "cannot set more ready pods than active");
    }
    transitions();
  }

  private void uncounted(String list, Set<String> seen) {
    JsonNode pods = now.path("uncountedTerminatedPods").path(list);
    for (int i = 0; i < pods.size(); i++) {
      String field = "status.uncountedTerminatedPods." + list + "[" + i + "]";
      String uid = pods.get(i).asText();
      if (uid.isEmpty()) errors.invalid(field, uid, "must not be empty");
      else if (!seen.add(uid)) errors.duplicate(field, uid);
    }
  }

  private void conditions() {
    boolean fails = failed != is(before, "Failed");
    boolean target = is(now, "FailureTarget");
    boolean targets = target != is(before, "FailureTarget");
    boolean succeeds = successful != is(before, "SuccessCriteriaMet");
    refuse(
        (completes || fails) && complete && failed,
        "cannot set Complete=True and Failed=true conditions");
    refuse(
        (completes || targets) && complete && target,
        "cannot set Complete=True and FailureTarget=true conditions");
    refuse(
        (fails || changes("failedIndexes")) && failed && !target,
        "cannot set Failed=True condition without the FailureTarget=true condition");
    refuse(
        (completes || succeeds) && complete && !successful,
        "cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
    refuse(successful && failed, "cannot set SuccessCriteriaMet=True and Failed=true conditions");
    refuse(
        successful && target,
        "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
    refuse(
        spec.has("successPolicy") && complete && !successful,
        "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
  }

  private void times() {
    JsonNode end = now.path("completionTime");
    if (completes || changes("completionTime")) {
      if (!end.isMissingNode() && !complete) {
        invalid(
            "completionTime", "cannot set completionTime when there is no Complete=True condition");
      } else if (end.isMissingNode() && complete) {
        errors.required("status.completionTime", "completionTime is required for Complete jobs");
      }
    }
    String start = now.path("startTime").asText("");
    if (changes("startTime", "completionTime")
        && !start.isEmpty()
        && end.isTextual()
        && end.asText().compareTo(start) < 0) {
      invalid("completionTime", "must be equal to or after `startTime`");
    }
  }

  private void finished() {
    if ((finishes || changes("active")) && now.path("active").asLong() > 0) {
      invalid("active", "active>0 is invalid for finished job");
    }
    boolean never = spec.path("suspend").asBoolean() && spec.path("completions").asLong(1) == 0;
    if ((finishes || changes("startTime")) && !never && !now.has("startTime")) {
      errors.required("status.startTime", "startTime is required for finished job");
    }
    JsonNode uncounted = now.path("uncountedTerminatedPods");
    if ((finishes || changes("uncountedTerminatedPods"))
        && uncounted.path("failed").size() + uncounted.path("succeeded").size() > 0) {
      invalid("uncountedTerminatedPods", "must be empty for finished job");
    }
    if ((finishes || changes("terminating")) && now.path("terminating").asLong() > 0) {
      invalid("terminating", "terminating>0 is invalid for finished job");
    }
  }

  private void indexes() {
    String completedIndexes = now.path("completedIndexes").asText("");
    String failedIndexes = now.path("failedIndexes").asText("");
    boolean counted = spec.has("completions");
    boolean limited = spec.has("backoffLimitPerIndex");
    long completions = spec.path("completions").asLong();
    if (changes("completedIndexes")) {
      if (counted) format("completedIndexes", completedIndexes, completions);
      boolean indexed = spec.path("completionMode").asText().equals("Indexed");
      if (!completedIndexes.isEmpty() && !indexed) {
        invalid(
            "completedIndexes",
            "cannot set non-empty completedIndexes when non-indexed completion mode");
      }
    }
    if (changes("failedIndexes") && now.has("failedIndexes")) {
      if (counted && limited) format("failedIndexes", failedIndexes, completions);
      if (!limited) {
        invalid(
            "failedIndexes", "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
      }
    }
    if (counted && now.has("failedIndexes") && changes("failedIndexes", "completedIndexes")) {
      OptionalLong both = JobIndexes.common(completedIndexes, failedIndexes, completions);
      if (both.isPresent()) {
        invalid(
            "failedIndexes",
            "failedIndexes and completedIndexes overlap at index: " + both.getAsLong());
      }
    }
  }

  private void format(String field, String indexes, long completions) {
    try {
      JobIndexes.count(indexes, completions);
    } catch (IllegalArgumentException malformed) {
      invalid(field, "error parsing " + field + ": " + malformed.getMessage());
    }
  }

  private void transitions() {
    for (String type : List.of("Failed", "Complete", "FailureTarget")) {
      refuse(
          is(before, type) && !is(now, type),
          "cannot disable the terminal " + type + "=True condition");
    }
    if (now.path("failed").asLong() < before.path("failed").asLong()) {
      errors.invalid(
          "status.failed", now.path("failed").asLong(), "cannot decrease the failed counter");
    }
    // With as many Pods as completions, a Job may be scaled down.
    boolean scales =
        spec.path("completionMode").asText().equals("Indexed")
            && spec.path("completions").equals(spec.path("parallelism"));
    if (!scales && now.path("succeeded").asLong() < before.path("succeeded").asLong()) {
      errors.invalid(
          "status.succeeded",
          now.path("succeeded").asLong(),
          "cannot decrease the succeeded counter");
    }
    if (now.has("completionTime") && before.has("completionTime") && changes("completionTime")) {
      invalid("completionTime", "field is immutable");
    }
    boolean resumes = is(before, "Suspended") && condition(now, "Suspended").equals("False");
    if (before.has("startTime")
        && changes("startTime")
        && !resumes
        && !spec.path("suspend").asBoolean()) {
      errors.required("status.startTime", "startTime cannot be removed for unsuspended job");
    }
    boolean was = is(before, "SuccessCriteriaMet");
    refuse(was && !successful, "cannot disable the SuccessCriteriaMet=True condition");
    refuse(
        is(before, "Complete") && !was && successful,
        "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
  }

  private boolean changes(String... fields) {
    for (String field : fields) {
      if (!now.path(field).equals(before.path(field))) return true;
    }
    return false;
  }

  private void invalid(String field, String detail) {
    errors.invalid("status." + field, now.path(field), detail);
  }

  private void refuse(boolean wrong, String detail) {
    if (wrong) errors.invalid(CONDITIONS, detail);
  }

  private static boolean is(JsonNode status, String type) {
    return condition(status, type).equals("True");
  }

  private static String condition(JsonNode status, String type) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)) return condition.path("status").asText();
    }
    return "";
  }
}
