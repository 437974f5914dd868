package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/** What holds for Jobs whose Pods are numbered: how many there may be, and which must succeed. */
final class JobIndexRules {
  private static final long MOST = 100_000;
  private static final long MOST_OF_MANY = 10_000;
  private static final int MOST_RULES = 20;

  private final String path;
  private final FieldErrors errors;

  /**
   * @param path where the Job's specification is
   */
  JobIndexRules(String path, FieldErrors errors) {
    this.path = path;
    this.errors = errors;
  }

  void check(JsonNode spec) {
    boolean indexed = spec.path("completionMode").asText("").equals("Indexed");
    JsonNode failed = spec.path("maxFailedIndexes");
    if (failed.isNumber() && !spec.has("backoffLimitPerIndex")) {
      errors.required(path + ".backoffLimitPerIndex", "when maxFailedIndexes is specified");
    }
    if (indexed) indexed(spec, failed);
    JsonNode policy = spec.path("successPolicy");
    if (!policy.isObject()) return;
    if (indexed) successPolicy(policy.path("rules"), spec.path("completions").asLong());
    else errors.invalid(path + ".successPolicy", policy, "requires indexed completion mode");
  }

  private void indexed(JsonNode spec, JsonNode failed) {
    JsonNode completions = spec.path("completions");
    JsonNode parallelism = spec.path("parallelism");
    if (!spec.has("completions")) {
      errors.required(path + ".completions", "when completion mode is Indexed");
    }
    most("parallelism", parallelism, MOST, " when completion mode is Indexed");
    if (completions.isNumber() && failed.isNumber() && failed.asLong() > completions.asLong()) {
      errors.invalid(
          path + ".maxFailedIndexes", failed, "must be less than or equal to completions");
    }
    most("maxFailedIndexes", failed, MOST, "");
    if (completions.asLong() <= MOST || !spec.has("backoffLimitPerIndex")) return;
    if (!failed.isNumber()) {
      errors.required(
          path + ".maxFailedIndexes", "must be specified when completions is above " + MOST);
    }
    String many = " when completions are above " + MOST + " and used with backoff limit per index";
    most("parallelism", parallelism, MOST_OF_MANY, many);
    most("maxFailedIndexes", failed, MOST_OF_MANY, many);
  }

  private void most(String field, JsonNode number, long most, String why) {
    if (number.asLong() <= most) return;
    errors.invalid(path + "." + field, number, "must be less than or equal to " + most + why);
  }

  private void successPolicy(JsonNode rules, long completions) {
    String list = path + ".successPolicy.rules";
    if (rules.isEmpty()) {
      errors.required(
          list, "at least one rules must be specified when the successPolicy is specified");
    }
    if (rules.size() > MOST_RULES) errors.tooMany(list, rules.size(), MOST_RULES);
    for (int i = 0; i < rules.size(); i++) {
      successRule(list + "[" + i + "]", rules.get(i), completions);
    }
  }

  private void successRule(String field, JsonNode rule, long completions) {
    JsonNode count = rule.path("succeededCount");
    boolean counted = count.isNumber();
    boolean indexes = rule.has("succeededIndexes");
    if (!counted && !indexes) {
      errors.required(
          field, "at least one of succeededCount or succeededIndexes must be specified");
    }
    long total = 0;
    if (indexes) {
      String text = rule.path("succeededIndexes").asText("");
      try {
        total = JobIndexes.count(text, completions);
      } catch (IllegalArgumentException wrong) {
        errors.invalid(
            field + ".succeededIndexes",
            text,
            "error parsing succeededIndexes: " + wrong.getMessage());
      }
    }
    if (!counted) return;
    String at = field + ".succeededCount";
    WorkloadBehaviour.notNegative(at, count, errors);
    if (count.asLong() > completions) {
      errors.invalid(
          at,
          count,
          "must be less than or equal to "
              + completions
              + " (the number of specified completions)");
    }
    if (indexes && count.asLong() > total) {
      errors.invalid(
          at,
          count,
          "must be less than or equal to "
              + total
              + " (the number of indexes in the specified succeededIndexes field)");
    }
  }
}
