package dev.skiff.controlplane.controller.daemonset;

import dev.skiff.controlplane.controller.common.Selectors;
import dev.skiff.controlplane.controller.node.Tolerations;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.List;

/** Whether a daemon belongs on a node. */
enum Eligibility {
  /** It has to run there. */
  WANTED,
  /** None is started there, but one that runs may stay. */
  TOLERATED,
  /** It must not be there. */
  EXCLUDED;

  static Eligibility of(DaemonSet set, Node node) {
    Pod pod = DaemonPods.fromTemplate(set);
    String name = pod.getSpec().getNodeName();
    boolean elsewhere =
        name != null && !name.isEmpty() && !name.equals(node.getMetadata().getName());
    if (elsewhere || !selected(pod, node)) return EXCLUDED;
    Eligibility result = WANTED;
    for (Taint taint : taints(node)) {
      if (taint.getEffect().equals("PreferNoSchedule") || tolerates(pod, taint)) continue;
      if (taint.getEffect().equals("NoExecute")) return EXCLUDED;
      result = TOLERATED;
    }
    return result;
  }

  private static boolean selected(Pod pod, Node node) {
    var labels = node.getMetadata().getLabels();
    if (!Selectors.contains(labels, pod.getSpec().getNodeSelector())) return false;
    var affinity = pod.getSpec().getAffinity();
    if (affinity == null || affinity.getNodeAffinity() == null) return true;
    NodeSelector required =
        affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    return required == null
        || dev.skiff.controlplane.scheduler.framework.Selectors.matches(required, node);
  }

  private static boolean tolerates(Pod pod, Taint taint) {
    return pod.getSpec().getTolerations().stream()
        .anyMatch(toleration -> Tolerations.tolerates(toleration, taint));
  }

  private static List<Taint> taints(Node node) {
    List<Taint> taints = node.getSpec() == null ? null : node.getSpec().getTaints();
    return taints == null ? List.of() : taints;
  }
}
