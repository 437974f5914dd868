package dev.skiff.controlplane.scheduler.plugins;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;

/** Taints and tolerations, matched as the API defines them. */
final class Tolerations {
  private Tolerations() {}

  static List<Taint> taints(Node node) {
    List<Taint> taints = node.getSpec() == null ? null : node.getSpec().getTaints();
    return taints == null ? List.of() : taints;
  }

  static boolean tolerates(Pod pod, Taint taint) {
    List<Toleration> tolerations = pod.getSpec().getTolerations();
    return tolerations != null
        && tolerations.stream().anyMatch(toleration -> tolerates(toleration, taint));
  }

  /** Whether a node has a taint that keeps a Pod from being scheduled there. */
  static boolean keptOff(Pod pod, Node node) {
    for (Taint taint : taints(node)) {
      boolean keepsOff = !taint.getEffect().equals("PreferNoSchedule");
      if (keepsOff && !tolerates(pod, taint)) return true;
    }
    return false;
  }

  private static boolean tolerates(Toleration toleration, Taint taint) {
    String effect = text(toleration.getEffect());
    if (!effect.isEmpty() && !effect.equals(taint.getEffect())) return false;
    String key = text(toleration.getKey());
    if (!key.isEmpty() && !key.equals(taint.getKey())) return false;
    return switch (text(toleration.getOperator())) {
      case "Exists" -> true;
      case "", "Equal" -> text(toleration.getValue()).equals(text(taint.getValue()));
      default -> false;
    };
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }
}
