package dev.skiff.agent.admission;

import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.container.QosClass;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Set;

/**
 * Whom a node that runs out of something still lets in: critical pods, and who asked for memory.
 */
final class PressureAdmission {

  private static final String MEMORY = "MemoryPressure";

  private PressureAdmission() {}

  /**
   * Null for a pod that may come.
   *
   * @param conditions of the node, in their order
   */
  static Rejection check(Pod pod, Set<String> conditions) {
    if (conditions.isEmpty() || PodContainers.isCritical(pod)) {
      return null;
    }
    if (conditions.equals(Set.of(MEMORY))
        && (QosClass.of(pod) != QosClass.BEST_EFFORT || toleratesMemoryPressure(pod))) {
      return null;
    }
    return new Rejection(
        "Evicted", "The node had condition: [" + String.join(" ", conditions) + "]. ");
  }

  private static boolean toleratesMemoryPressure(Pod pod) {
    Taint taint = new Taint();
    taint.setKey("node.kubernetes.io/memory-pressure");
    taint.setEffect("NoSchedule");
    List<Toleration> tolerations = pod.getSpec().getTolerations();
    return tolerations != null && tolerations.stream().anyMatch(t -> Taints.tolerates(t, taint));
  }
}
