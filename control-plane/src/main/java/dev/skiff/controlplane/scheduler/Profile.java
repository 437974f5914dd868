package dev.skiff.controlplane.scheduler;

import dev.skiff.controlplane.scheduler.framework.ClusterEvent;
import dev.skiff.controlplane.scheduler.framework.ClusterSnapshot;
import dev.skiff.controlplane.scheduler.framework.CycleState;
import dev.skiff.controlplane.scheduler.framework.Diagnosis;
import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.PostFilterResult;
import dev.skiff.controlplane.scheduler.framework.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The plugins that judge for one {@code schedulerName}, in their order. */
final class Profile {
  private final List<Plugin> plugins;
  private final List<Plugin.PreFilter> preFilters;
  private final List<Plugin.Filter> filters;
  private final List<Plugin.Score> scorers;
  private final RandomGenerator random;

  /**
   * @param random chooses between nodes that are equally good
   */
  Profile(List<Plugin> plugins, RandomGenerator random) {
    this.plugins = List.copyOf(plugins);
    this.preFilters = all(Plugin.PreFilter.class);
    this.filters = all(Plugin.Filter.class);
    this.scorers = all(Plugin.Score.class);
    this.random = random;
  }

  /** The plugins of a kind. */
  <P extends Plugin> List<P> all(Class<P> kind) {
    return plugins.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Finds the best node. */
  Placement place(CycleState state, PodInfo pod, ClusterSnapshot cluster) {
    Set<String> refusing = new HashSet<>();
    for (Plugin.PreFilter plugin : preFilters) {
      Status status = plugin.preFilter(state, pod, cluster);
      if (status.code() == Status.Code.ERROR) return new Placement.Failed(text(status));
      if (!status.success()) return unfitAnywhere(cluster, plugin, status);
    }
    Map<String, Status> refusals = new HashMap<>();
    List<NodeInfo> fitting = new ArrayList<>();
    for (NodeInfo node : cluster.nodes()) {
      Refusal refusal = filter(state, pod, node);
      if (refusal == null) {
        fitting.add(node);
        continue;
      }
      if (refusal.status.code() == Status.Code.ERROR) {
        return new Placement.Failed(text(refusal.status));
      }
      refusals.put(node.name(), refusal.status);
      refusing.add(refusal.plugin);
    }
    if (fitting.isEmpty()) {
      return new Placement.Unfit(new Diagnosis(cluster.nodes().size(), null, refusals, refusing));
    }
    return new Placement.Chosen(best(state, pod, cluster, fitting).name());
  }

  /** Whether a Pod would fit on a node of a cluster that is as {@code cluster} says. */
  Status wouldFit(PodInfo pod, ClusterSnapshot cluster, NodeInfo node) {
    CycleState state = new CycleState();
    for (Plugin.PreFilter plugin : preFilters) {
      Status status = plugin.preFilter(state, pod, cluster);
      if (!status.success()) return status;
    }
    Refusal refusal = filter(state, pod, node);
    return refusal == null ? Status.SUCCESS : refusal.status;
  }

  /** Lets plugins make room; the texts of those that could not are put together. */
  PostFilterResult postFilter(PodInfo pod, ClusterSnapshot cluster, Diagnosis diagnosis) {
    List<String> messages = new ArrayList<>();
    for (Plugin.PostFilter plugin : all(Plugin.PostFilter.class)) {
      PostFilterResult result = plugin.postFilter(pod, cluster, diagnosis);
      if (result.nominatedNode() != null) return result;
      if (!result.message().isEmpty()) messages.add(result.message());
    }
    return new PostFilterResult(null, String.join(", ", messages));
  }

  /** Whether an event may help a Pod that some plugins refused; an unknown cause always may. */
  boolean mayHelp(ClusterEvent event, PodInfo pod, Set<String> refusedBy) {
    if (refusedBy.isEmpty()) return true;
    return plugins.stream()
        .filter(plugin -> refusedBy.contains(plugin.name()))
        .anyMatch(plugin -> plugin.mayHelp(event, pod));
  }

  private record Refusal(String plugin, Status status) {}

  private Refusal filter(CycleState state, PodInfo pod, NodeInfo node) {
    for (Plugin.Filter plugin : filters) {
      Status status = plugin.filter(state, pod, node);
      if (!status.success()) return new Refusal(plugin.name(), status);
    }
    return null;
  }

  private static Placement unfitAnywhere(ClusterSnapshot cluster, Plugin plugin, Status status) {
    Map<String, Status> refusals = new HashMap<>();
    for (NodeInfo node : cluster.nodes()) refusals.put(node.name(), status);
    return new Placement.Unfit(
        new Diagnosis(cluster.nodes().size(), status, refusals, Set.of(plugin.name())));
  }

  private NodeInfo best(
      CycleState state, PodInfo pod, ClusterSnapshot cluster, List<NodeInfo> fitting) {
    if (fitting.size() == 1) return fitting.getFirst();
    long[] totals = new long[fitting.size()];
    for (Plugin.Score plugin : scorers) {
      plugin.preScore(state, pod, cluster, fitting);
      long[] scores = new long[totals.length];
      for (int i = 0; i < scores.length; i++) scores[i] = plugin.score(state, pod, fitting.get(i));
      plugin.normalize(state, scores);
      for (int i = 0; i < scores.length; i++) totals[i] += scores[i] * plugin.weight();
    }
    int best = 0;
    int equals = 1;
    for (int i = 1; i < totals.length; i++) {
      if (totals[i] > totals[best]) {
        best = i;
        equals = 1;
      } else if (totals[i] == totals[best] && random.nextInt(++equals) == 0) {
        best = i;
      }
    }
    return fitting.get(best);
  }

  private static String text(Status status) {
    return String.join(", ", status.reasons());
  }
}
