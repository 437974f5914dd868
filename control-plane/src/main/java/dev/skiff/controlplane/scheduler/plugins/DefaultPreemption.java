package dev.skiff.controlplane.scheduler.plugins;

import dev.skiff.controlplane.scheduler.framework.ClusterSnapshot;
import dev.skiff.controlplane.scheduler.framework.Diagnosis;
import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.PostFilterResult;
import dev.skiff.controlplane.scheduler.framework.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes room for a Pod by removing less important ones: on the node where that hurts least, and no
 * more of them than needed. Disruption budgets are not looked at.
 */
public final class DefaultPreemption implements Plugin.PostFilter {
  private static final Status NOT_HELPFUL =
      Status.unresolvable("Preemption is not helpful for scheduling");
  private static final Status NO_VICTIMS =
      Status.unresolvable("No preemption victims found for incoming pod");

  /** Whether a Pod would fit on a node of a cluster. */
  @FunctionalInterface
  public interface Fit {
    Status check(PodInfo pod, ClusterSnapshot cluster, NodeInfo node);
  }

  /** Removes a Pod in favour of another; must not wait for its end. */
  @FunctionalInterface
  public interface Eviction {
    void evict(PodInfo victim, PodInfo preemptor, String node);
  }

  private final Fit fit;
  private final Eviction eviction;

  public DefaultPreemption(Fit fit, Eviction eviction) {
    this.fit = fit;
    this.eviction = eviction;
  }

  @Override
  public String name() {
    return "DefaultPreemption";
  }

  @Override
  public PostFilterResult postFilter(PodInfo pod, ClusterSnapshot cluster, Diagnosis diagnosis) {
    String nominated =
        pod.pod().getStatus() == null ? null : pod.pod().getStatus().getNominatedNodeName();
    if ("Never".equals(pod.pod().getSpec().getPreemptionPolicy())) {
      return refusal(nominated, "not eligible due to preemptionPolicy=Never.");
    }
    if (nominated != null && roomIsBeingMade(pod, cluster, nominated)) {
      return refusal(nominated, "not eligible due to a terminating pod on the nominated node.");
    }
    Map<String, Status> refusals = new TreeMap<>();
    List<Candidate> candidates = new ArrayList<>();
    for (NodeInfo node : cluster.nodes()) {
      Status status = diagnosis.byNode().get(node.name());
      if (status == null || status.code() != Status.Code.UNSCHEDULABLE) {
        refusals.put(node.name(), NOT_HELPFUL);
      } else {
        refusals.put(node.name(), judge(pod, cluster, node, candidates));
      }
    }
    if (candidates.isEmpty()) {
      Diagnosis none = new Diagnosis(diagnosis.nodes(), null, refusals, diagnosis.plugins());
      return refusal(null, none.message());
    }
    Candidate best = candidates.stream().min(Candidate.LEAST_HARM).orElseThrow();
    for (PodInfo victim : best.victims) {
      if (!victim.terminating()) eviction.evict(victim, pod, best.node);
    }
    return new PostFilterResult(best.node, "");
  }

  /** Adds a candidate, or says why the node is none. */
  private Status judge(
      PodInfo pod, ClusterSnapshot cluster, NodeInfo node, List<Candidate> candidates) {
    List<PodInfo> lesser =
        node.pods().stream()
            .filter(other -> other.priority() < pod.priority())
            .sorted(
                Comparator.comparingInt(PodInfo::priority)
                    .reversed()
                    .thenComparing(DefaultPreemption::startTime))
            .toList();
    if (lesser.isEmpty()) return NO_VICTIMS;
    NodeInfo room = node;
    for (PodInfo other : lesser) room = room.without(other.uid());
    Status status = fit.check(pod, cluster.with(room), room);
    if (!status.success()) return status;
    // The more important ones first: each may stay if the Pod fits beside it.
    List<PodInfo> victims = new ArrayList<>();
    for (PodInfo other : lesser) {
      NodeInfo fuller = room.with(other);
      if (fit.check(pod, cluster.with(fuller), fuller).success()) room = fuller;
      else victims.add(other);
    }
    candidates.add(new Candidate(node.name(), victims));
    return Status.SUCCESS;
  }

  private static boolean roomIsBeingMade(PodInfo pod, ClusterSnapshot cluster, String nodeName) {
    return cluster.nodes().stream()
        .filter(node -> node.name().equals(nodeName))
        .flatMap(node -> node.pods().stream())
        .anyMatch(other -> other.terminating() && other.priority() < pod.priority());
  }

  private static PostFilterResult refusal(String nominated, String message) {
    return new PostFilterResult(nominated, "preemption: " + message);
  }

  private static String startTime(PodInfo pod) {
    String time = pod.pod().getStatus() == null ? null : pod.pod().getStatus().getStartTime();
    return time == null ? "9" : time;
  }

  /** A node and who would have to go. */
  private record Candidate(String node, List<PodInfo> victims) {
    static final Comparator<Candidate> LEAST_HARM =
        Comparator.comparingInt(Candidate::highestPriority)
            .thenComparingLong(Candidate::sumOfPriorities)
            .thenComparingInt(candidate -> candidate.victims.size())
            .thenComparing(Candidate::earliestStart, Comparator.reverseOrder());

    int highestPriority() {
      return victims.stream().mapToInt(PodInfo::priority).max().orElse(Integer.MIN_VALUE);
    }

    /** Shifted, so that one more victim always weighs more. */
    long sumOfPriorities() {
      return victims.stream().mapToLong(victim -> victim.priority() + (1L << 31)).sum();
    }

    String earliestStart() {
      return victims.stream().map(DefaultPreemption::startTime).min(String::compareTo).orElse("9");
    }
  }
}
