package dev.skiff.agent.container;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.ContainerRestartRuleOnExitCodes;
import io.fabric8.kubernetes.api.model.Pod;

/** Decides whether a container that ended is started again (KEP-5307 for rules per container). */
public final class RestartRules {

  private RestartRules() {}

  /** Whether it is, by its own rules and policy, else by the pod's policy. */
  public static boolean restarts(Pod pod, Container container, int exitCode) {
    if (container.getRestartPolicyRules() != null) {
      for (ContainerRestartRule rule : container.getRestartPolicyRules()) {
        if (matches(rule.getExitCodes(), exitCode)) {
          return "Restart".equals(rule.getAction());
        }
      }
    }
    return switch (PodContainers.restartPolicy(pod, container)) {
      case "Never" -> false;
      case "OnFailure" -> exitCode != 0;
      default -> true;
    };
  }

  private static boolean matches(ContainerRestartRuleOnExitCodes codes, int exitCode) {
    if (codes == null || codes.getValues() == null) {
      return false;
    }
    boolean listed = codes.getValues().contains(exitCode);
    return "NotIn".equals(codes.getOperator()) ? !listed : listed;
  }
}
