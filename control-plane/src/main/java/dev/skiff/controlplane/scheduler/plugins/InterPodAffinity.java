package dev.skiff.controlplane.scheduler.plugins;

import dev.skiff.controlplane.scheduler.framework.ClusterEvent;
import dev.skiff.controlplane.scheduler.framework.ClusterSnapshot;
import dev.skiff.controlplane.scheduler.framework.CycleState;
import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.framework.PodAffinityTerms;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.Status;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings Pods near other Pods, or keeps them apart. */
public final class InterPodAffinity implements Plugin.PreFilter, Plugin.Filter, Plugin.Score {
  /** What a required affinity of a Pod there is worth to one that comes, as upstream has it. */
  private static final int HARD_AFFINITY_WEIGHT = 1;

  private static final Status AFFINITY =
      Status.unresolvable("node(s) didn't match pod affinity rules");
  private static final Status ANTI_AFFINITY =
      Status.unschedulable("node(s) didn't match pod anti-affinity rules");
  private static final Status EXISTING_ANTI_AFFINITY =
      Status.unschedulable("node(s) didn't satisfy existing pods anti-affinity rules");

  /** A part of the cluster. */
  private record Domain(String key, String value) {}

  /**
   * Parts of the cluster that matter to a Pod.
   *
   * @param affine for each required term, where matching Pods are
   * @param anti where Pods are that this one avoids
   * @param avoided where Pods are that avoid this one
   * @param first whether no Pod matches and this one matches its own terms: then it goes first
   */
  private record Required(
      List<Set<Domain>> affine, Set<Domain> anti, Set<Domain> avoided, boolean first) {}

  private record Preferred(Map<Domain, Long> weights) {}

  @Override
  public String name() {
    return "InterPodAffinity";
  }

  @Override
  public Status preFilter(CycleState state, PodInfo pod, ClusterSnapshot cluster) {
    PodAffinityTerms terms = pod.terms();
    var namespaces = cluster.namespaceLabels();
    List<Set<Domain>> affine =
        terms.required().stream().<Set<Domain>>map(term -> new HashSet<>()).toList();
    Set<Domain> anti = new HashSet<>();
    Set<Domain> avoided = new HashSet<>();
    boolean choosy = !terms.required().isEmpty() || !terms.requiredAnti().isEmpty();
    for (NodeInfo node : cluster.nodes()) {
      for (PodInfo other : choosy ? node.pods() : List.<PodInfo>of()) {
        if (!terms.required().isEmpty()
            && terms.required().stream().allMatch(term -> term.matches(other, namespaces))) {
          for (int i = 0; i < affine.size(); i++) {
            add(affine.get(i), terms.required().get(i), node);
          }
        }
        for (var term : terms.requiredAnti()) {
          if (term.matches(other, namespaces)) add(anti, term, node);
        }
      }
      for (PodInfo other : node.podsWithTerms()) {
        for (var term : other.terms().requiredAnti()) {
          if (term.matches(pod, namespaces)) add(avoided, term, node);
        }
      }
    }
    boolean first =
        affine.stream().allMatch(Set::isEmpty)
            && terms.required().stream().allMatch(term -> term.matches(pod, namespaces));
    state.put(Required.class, new Required(affine, anti, avoided, first));
    return Status.SUCCESS;
  }

  @Override
  public Status filter(CycleState state, PodInfo pod, NodeInfo node) {
    Required required = state.get(Required.class);
    List<PodAffinityTerms.Term> terms = pod.terms().required();
    for (int i = 0; i < terms.size(); i++) {
      String value = node.labels().get(terms.get(i).topologyKey());
      if (value == null) return AFFINITY;
      Domain domain = new Domain(terms.get(i).topologyKey(), value);
      if (!required.first && !required.affine.get(i).contains(domain)) return AFFINITY;
    }
    if (isIn(node, required.anti)) return ANTI_AFFINITY;
    return isIn(node, required.avoided) ? EXISTING_ANTI_AFFINITY : Status.SUCCESS;
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public void preScore(
      CycleState state, PodInfo pod, ClusterSnapshot cluster, List<NodeInfo> nodes) {
    var namespaces = cluster.namespaceLabels();
    Map<Domain, Long> weights = new HashMap<>();
    List<PodAffinityTerms.Weighted> wishes = pod.terms().preferred();
    for (NodeInfo node : cluster.nodes()) {
      for (PodInfo other : wishes.isEmpty() ? List.<PodInfo>of() : node.pods()) {
        for (var wish : wishes) {
          if (wish.term().matches(other, namespaces)) {
            weigh(weights, wish.term(), node, wish.weight());
          }
        }
      }
      for (PodInfo other : node.podsWithTerms()) {
        for (var wish : other.terms().preferred()) {
          if (wish.term().matches(pod, namespaces)) {
            weigh(weights, wish.term(), node, wish.weight());
          }
        }
        for (var term : other.terms().required()) {
          if (term.matches(pod, namespaces)) weigh(weights, term, node, HARD_AFFINITY_WEIGHT);
        }
      }
    }
    state.put(Preferred.class, new Preferred(weights));
  }

  @Override
  public long score(CycleState state, PodInfo pod, NodeInfo node) {
    long score = 0;
    for (Map.Entry<Domain, Long> weight : state.get(Preferred.class).weights.entrySet()) {
      Domain domain = weight.getKey();
      if (domain.value.equals(node.labels().get(domain.key))) score += weight.getValue();
    }
    return score;
  }

  @Override
  public void normalize(CycleState state, long[] scores) {
    long max = Arrays.stream(scores).max().orElse(0);
    long min = Arrays.stream(scores).min().orElse(0);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = max == min ? 0 : MAX * (scores[i] - min) / (max - min);
    }
  }

  @Override
  public boolean mayHelp(ClusterEvent event, PodInfo pod) {
    return switch (event) {
      case ClusterEvent.NodeChanged(NodeInfo before, NodeInfo after) ->
          before == null || !before.labels().equals(after.labels());
      case ClusterEvent.NodeGone ignored -> false;
      case ClusterEvent.PodChanged(PodInfo before, PodInfo after) ->
          !before.labels().equals(after.labels());
      case ClusterEvent.PodAssigned ignored -> !pod.terms().required().isEmpty();
      case ClusterEvent.PodGone(PodInfo gone) ->
          !pod.terms().requiredAnti().isEmpty() || !gone.terms().requiredAnti().isEmpty();
      case ClusterEvent.NamespaceChanged ignored -> true;
    };
  }

  private static void add(Set<Domain> domains, PodAffinityTerms.Term term, NodeInfo node) {
    String value = node.labels().get(term.topologyKey());
    if (value != null) domains.add(new Domain(term.topologyKey(), value));
  }

  private static void weigh(
      Map<Domain, Long> weights, PodAffinityTerms.Term term, NodeInfo node, long weight) {
    String value = node.labels().get(term.topologyKey());
    if (value != null) weights.merge(new Domain(term.topologyKey(), value), weight, Long::sum);
  }

  private static boolean isIn(NodeInfo node, Set<Domain> domains) {
    return domains.stream().anyMatch(domain -> domain.value.equals(node.labels().get(domain.key)));
  }
}
