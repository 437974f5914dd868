package dev.skiff.controlplane.controller.job;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.SuccessPolicyRule;
import java.util.List;
import java.util.Optional;

/** Asks an Indexed Job's successPolicy whether the indexes that have succeeded are enough. */
final class SuccessCriteria {
  private SuccessCriteria() {}

  /** Says which rule is met, if one is. */
  static Optional<String> met(Job job, Indexes succeeded) {
    var policy = job.getSpec().getSuccessPolicy();
    if (policy == null || succeeded.size() == 0) return Optional.empty();
    List<SuccessPolicyRule> rules = policy.getRules();
    for (int i = 0; i < rules.size(); i++) {
      if (met(rules.get(i), job.getSpec().getCompletions(), succeeded)) {
        return Optional.of("Matched rules at index " + i);
      }
    }
    return Optional.empty();
  }

  private static boolean met(SuccessPolicyRule rule, int completions, Indexes succeeded) {
    Integer enough = rule.getSucceededCount();
    if (rule.getSucceededIndexes() == null) return enough != null && succeeded.size() >= enough;
    Indexes required = Indexes.parse(rule.getSucceededIndexes(), completions);
    if (required.size() == 0) return false;
    int common = required.common(succeeded);
    return common == required.size() || (enough != null && common >= enough);
  }
}
