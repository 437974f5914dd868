package dev.skiff.controlplane.scheduler.plugins;

import dev.skiff.controlplane.scheduler.framework.ClusterEvent;
import dev.skiff.controlplane.scheduler.framework.ClusterSnapshot;
import dev.skiff.controlplane.scheduler.framework.CycleState;
import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.Status;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Spreads Pods over the parts of the cluster that their constraints name. A Pod without constraints
 * spreads softly over nodes and zones, apart from the other Pods of its owner.
 */
public final class PodTopologySpread implements Plugin.PreFilter, Plugin.Filter, Plugin.Score {
  private static final String REASON = "node(s) didn't match pod topology spread constraints";
  private static final Status SKEWED = Status.unschedulable(REASON);
  private static final Status NO_LABEL = Status.unresolvable(REASON + " (missing required label)");

  /** Matching Pods by part of the cluster, for one constraint. */
  private record Spread(SpreadConstraint constraint, Map<String, Integer> counts) {
    int fewest() {
      if (counts.size() < constraint.minDomains()) return 0;
      return counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    }
  }

  /** What {@link #filter} and {@link #score} need. */
  private record Required(List<Spread> spreads) {}

  private record Preferred(List<Spread> spreads, boolean[] ignored) {}

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  @Override
  public Status preFilter(CycleState state, PodInfo pod, ClusterSnapshot cluster) {
    List<SpreadConstraint> constraints = SpreadConstraint.required(pod);
    state.put(Required.class, new Required(spreads(pod, constraints, cluster.nodes())));
    return Status.SUCCESS;
  }

  @Override
  public Status filter(CycleState state, PodInfo pod, NodeInfo node) {
    for (Spread spread : state.get(Required.class).spreads) {
      SpreadConstraint constraint = spread.constraint;
      String domain = node.labels().get(constraint.topologyKey());
      if (domain == null) return NO_LABEL;
      int self = constraint.counts(pod, pod) ? 1 : 0;
      int there = spread.counts.getOrDefault(domain, 0);
      if (there + self - spread.fewest() > constraint.maxSkew()) return SKEWED;
    }
    return Status.SUCCESS;
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public void preScore(
      CycleState state, PodInfo pod, ClusterSnapshot cluster, List<NodeInfo> nodes) {
    List<SpreadConstraint> constraints = SpreadConstraint.preferred(pod);
    List<Spread> spreads = spreads(pod, constraints, cluster.nodes());
    boolean demanding = !SpreadConstraint.isDefault(pod);
    boolean[] ignored = new boolean[nodes.size()];
    for (int i = 0; i < ignored.length; i++) {
      NodeInfo node = nodes.get(i);
      ignored[i] =
          demanding
              && constraints.stream().anyMatch(c -> !node.labels().containsKey(c.topologyKey()));
    }
    state.put(Preferred.class, new Preferred(spreads, ignored));
  }

  /** Matching Pods near the node: the fewer, the better; see {@link #normalize}. */
  @Override
  public long score(CycleState state, PodInfo pod, NodeInfo node) {
    double score = 0;
    for (Spread spread : state.get(Preferred.class).spreads) {
      String domain = node.labels().get(spread.constraint.topologyKey());
      if (domain == null) continue;
      // Many small parts weigh more than few large ones.
      double weight = Math.log(spread.counts.size() + 2);
      score += spread.counts.getOrDefault(domain, 0) * weight + spread.constraint.maxSkew() - 1;
    }
    return Math.round(score);
  }

  @Override
  public void normalize(CycleState state, long[] scores) {
    boolean[] ignored = state.get(Preferred.class).ignored;
    long max = 0;
    long min = Long.MAX_VALUE;
    for (int i = 0; i < scores.length; i++) {
      if (ignored[i]) continue;
      max = Math.max(max, scores[i]);
      min = Math.min(min, scores[i]);
    }
    if (max == 0) Arrays.fill(scores, MAX);
    else for (int i = 0; i < scores.length; i++) scores[i] = MAX * (max + min - scores[i]) / max;
    for (int i = 0; i < scores.length; i++) if (ignored[i]) scores[i] = 0;
  }

  @Override
  public boolean mayHelp(ClusterEvent event, PodInfo pod) {
    List<SpreadConstraint> constraints = SpreadConstraint.required(pod);
    return switch (event) {
      case ClusterEvent.PodAssigned(PodInfo other) -> counts(constraints, pod, other);
      case ClusterEvent.PodGone(PodInfo other) -> counts(constraints, pod, other);
      case ClusterEvent.PodChanged(PodInfo before, PodInfo after) ->
          counts(constraints, pod, before) != counts(constraints, pod, after);
      case ClusterEvent.NodeChanged(NodeInfo before, NodeInfo after) ->
          before == null || !before.node().equals(after.node());
      // The part with the fewest may have been this one.
      case ClusterEvent.NodeGone ignored -> !constraints.isEmpty();
      default -> false;
    };
  }

  private static boolean counts(List<SpreadConstraint> constraints, PodInfo pod, PodInfo other) {
    return constraints.stream().anyMatch(constraint -> constraint.counts(pod, other));
  }

  private static List<Spread> spreads(
      PodInfo pod, List<SpreadConstraint> constraints, List<NodeInfo> nodes) {
    return constraints.stream().map(constraint -> spread(pod, constraint, nodes)).toList();
  }

  private static Spread spread(PodInfo pod, SpreadConstraint constraint, List<NodeInfo> nodes) {
    Map<String, Integer> counts = new HashMap<>();
    for (NodeInfo node : nodes) {
      String domain = node.labels().get(constraint.topologyKey());
      if (domain == null || !constraint.includes(pod, node)) continue;
      int count = 0;
      for (PodInfo other : node.pods()) if (constraint.counts(pod, other)) count++;
      counts.merge(domain, count, Integer::sum);
    }
    return new Spread(constraint, counts);
  }
}
