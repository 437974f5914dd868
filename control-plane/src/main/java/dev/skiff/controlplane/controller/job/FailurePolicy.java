package dev.skiff.controlplane.controller.job;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks a Job's podFailurePolicy what a failed Pod means; the first rule that matches decides. */
final class FailurePolicy {
  private FailurePolicy() {}

  /**
   * What a failure means.
   *
   * @param action of the rule that matched; null if none did
   * @param message why the whole Job fails; null if it does not
   */
  record Verdict(String action, String message) {
    private static final Verdict NONE = new Verdict(null, null);

    /** Whether the failure counts towards the limits. */
    boolean counts() {
      return !"Ignore".equals(action);
    }

    /** Whether no Pod of the same index is to follow. */
    boolean failsIndex() {
      return "FailIndex".equals(action);
    }
  }

  static Verdict of(Job job, Pod failed) {
    var policy = job.getSpec().getPodFailurePolicy();
    if (policy == null) return Verdict.NONE;
    List<PodFailurePolicyRule> rules = policy.getRules();
    for (int i = 0; i < rules.size(); i++) {
      PodFailurePolicyRule rule = rules.get(i);
      Optional<String> match = match(rule, failed);
      if (match.isEmpty()) continue;
      boolean failJob = "FailJob".equals(rule.getAction());
      String message = "%s matching FailJob rule at index %d".formatted(match.get(), i);
      return new Verdict(rule.getAction(), failJob ? message : null);
    }
    return Verdict.NONE;
  }

  /** What of a Pod a rule matches. */
  private static Optional<String> match(PodFailurePolicyRule rule, Pod pod) {
    if (pod.getStatus() == null) return Optional.empty();
    String name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    if (rule.getOnExitCodes() == null) {
      return pod.getStatus().getConditions().stream()
          .filter(condition -> matches(rule, condition))
          .findFirst()
          .map(one -> "Pod %s has condition %s".formatted(name, one.getType()));
    }
    return Stream.concat(
            pod.getStatus().getContainerStatuses().stream(),
            pod.getStatus().getInitContainerStatuses().stream())
        .filter(container -> matches(rule.getOnExitCodes(), container))
        .findFirst()
        .map(
            one ->
                "Container %s for pod %s failed with exit code %d"
                    .formatted(one.getName(), name, exitCode(one)));
  }

  private static boolean matches(PodFailurePolicyRule rule, PodCondition condition) {
    return rule.getOnPodConditions().stream()
        .anyMatch(
            pattern ->
                pattern.getType().equals(condition.getType())
                    && pattern.getStatus().equals(condition.getStatus()));
  }

  private static boolean matches(
      PodFailurePolicyOnExitCodesRequirement wanted, ContainerStatus container) {
    int code = exitCode(container);
    if (code == 0) return false;
    String name = wanted.getContainerName();
    if (name != null && !name.equals(container.getName())) return false;
    return wanted.getValues().contains(code) == "In".equals(wanted.getOperator());
  }

  /** A container's exit code; 0 for one that has not ended, too. */
  private static int exitCode(ContainerStatus container) {
    var state = container.getState();
    if (state == null || state.getTerminated() == null) return 0;
    Integer code = state.getTerminated().getExitCode();
    return code == null ? 0 : code;
  }
}
