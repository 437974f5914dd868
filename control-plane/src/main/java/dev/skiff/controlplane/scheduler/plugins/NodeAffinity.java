package dev.skiff.controlplane.scheduler.plugins;

import dev.skiff.controlplane.scheduler.framework.CycleState;
import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.Selectors;
import dev.skiff.controlplane.scheduler.framework.Status;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import java.util.List;
import java.util.Map;

/** A Pod goes where its nodeSelector and its node affinity say, and rather where it prefers. */
public final class NodeAffinity extends NodeOnlyFilter implements Plugin.Score {
  private static final Status REFUSED =
      Status.unresolvable("node(s) didn't match Pod's node affinity/selector");

  @Override
  public String name() {
    return "NodeAffinity";
  }

  @Override
  Status filter(PodInfo pod, NodeInfo node) {
    return matches(pod.pod(), node) ? Status.SUCCESS : REFUSED;
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public long score(CycleState state, PodInfo pod, NodeInfo node) {
    long score = 0;
    for (PreferredSchedulingTerm term : preferred(pod.pod())) {
      if (Selectors.matches(term.getPreference(), node.node())) score += term.getWeight();
    }
    return score;
  }

  @Override
  public void normalize(CycleState state, long[] scores) {
    Scores.normalize(scores);
  }

  /** Whether a Pod may be on a node as far as its selector and required affinity go. */
  static boolean matches(Pod pod, NodeInfo node) {
    Map<String, String> selector = pod.getSpec().getNodeSelector();
    if (selector != null && !node.labels().entrySet().containsAll(selector.entrySet())) {
      return false;
    }
    Affinity affinity = pod.getSpec().getAffinity();
    if (affinity == null || affinity.getNodeAffinity() == null) return true;
    NodeSelector required =
        affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    return required == null || Selectors.matches(required, node.node());
  }

  private static List<PreferredSchedulingTerm> preferred(Pod pod) {
    Affinity affinity = pod.getSpec().getAffinity();
    if (affinity == null || affinity.getNodeAffinity() == null) return List.of();
    List<PreferredSchedulingTerm> terms =
        affinity.getNodeAffinity().getPreferredDuringSchedulingIgnoredDuringExecution();
    return terms == null ? List.of() : terms;
  }
}
