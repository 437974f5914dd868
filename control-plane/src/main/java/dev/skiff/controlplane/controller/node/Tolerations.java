package dev.skiff.controlplane.controller.node;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Instant;
import java.util.List;

/** How long Pods bear taints. */
public final class Tolerations {
  private Tolerations() {}

  /**
   * When a Pod has to leave its node.
   *
   * @param taints the node's
   * @return null if it may stay for good
   */
  static Instant evictAt(Pod pod, List<Taint> taints, Instant now) {
    Instant earliest = null;
    for (Taint taint : taints) {
      if (!"NoExecute".equals(taint.getEffect())) continue;
      Instant end = end(pod, taint, now);
      if (end != null && (earliest == null || end.isBefore(earliest))) earliest = end;
    }
    return earliest;
  }

  private static Instant end(Pod pod, Taint taint, Instant now) {
    Instant since = taint.getTimeAdded() == null ? now : Instant.parse(taint.getTimeAdded());
    Instant end = null;
    boolean tolerated = false;
    for (Toleration toleration : pod.getSpec().getTolerations()) {
      if (!tolerates(toleration, taint)) continue;
      tolerated = true;
      Long seconds = toleration.getTolerationSeconds();
      if (seconds == null) continue;
      Instant until = since.plusSeconds(Math.max(0, seconds));
      if (end == null || until.isBefore(end)) end = until;
    }
    return tolerated ? end : now;
  }

  /** Whether a toleration bears a taint, however long. */
  public static boolean tolerates(Toleration toleration, Taint taint) {
    String effect = toleration.getEffect();
    if (effect != null && !effect.isEmpty() && !effect.equals(taint.getEffect())) return false;
    String key = toleration.getKey();
    boolean anyKey = key == null || key.isEmpty();
    if (!anyKey && !key.equals(taint.getKey())) return false;
    if ("Exists".equals(toleration.getOperator())) return true;
    return !anyKey && text(toleration.getValue()).equals(text(taint.getValue()));
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }
}
