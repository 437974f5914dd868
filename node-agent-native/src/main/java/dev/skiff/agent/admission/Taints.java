package dev.skiff.agent.admission;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Objects;

/** Whether a pod tolerates the taints that would drive it off the node at once. */
final class Taints {

  private Taints() {}

  static boolean tolerated(Pod pod, Node node) {
    List<Taint> taints =
        node.getSpec() == null || node.getSpec().getTaints() == null
            ? List.of()
            : node.getSpec().getTaints();
    List<Toleration> tolerations =
        pod.getSpec().getTolerations() == null ? List.of() : pod.getSpec().getTolerations();
    return taints.stream()
        .filter(taint -> taint.getEffect().equals("NoExecute"))
        .allMatch(taint -> tolerations.stream().anyMatch(t -> tolerates(t, taint)));
  }

  /** Whether this one toleration is about this taint. */
  static boolean tolerates(Toleration toleration, Taint taint) {
    if (given(toleration.getEffect()) && !toleration.getEffect().equals(taint.getEffect())
        || given(toleration.getKey()) && !toleration.getKey().equals(taint.getKey())) {
      return false;
    }
    return "Exists".equals(toleration.getOperator())
        || given(toleration.getKey())
            && Objects.equals(text(toleration.getValue()), text(taint.getValue()));
  }

  private static boolean given(String text) {
    return text != null && !text.isEmpty();
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }
}
