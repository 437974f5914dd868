package dev.skiff.controlplane.scheduler.framework;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Why a Pod fits nowhere.
 *
 * @param nodes how many nodes there are
 * @param preFilter the answer that spoke for all nodes at once; null if none did
 * @param byNode each node's refusal
 * @param plugins names of the plugins that refused
 */
public record Diagnosis(
    int nodes, Status preFilter, Map<String, Status> byNode, Set<String> plugins) {

  /** The text of the event and the condition, in upstream's words; without PostFilter's part. */
  public String message() {
    if (nodes == 0) return "no nodes available to schedule pods";
    String reasons =
        preFilter != null ? String.join(", ", preFilter.reasons()) : histogram(byNode.values());
    String available = "0/" + nodes + " nodes are available:";
    return reasons.isEmpty() ? available : available + " " + reasons + ".";
  }

  /** Counts equal reasons: {@code 1 Insufficient cpu, 2 node(s) were unschedulable}. */
  public static String histogram(Iterable<Status> statuses) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Status status : statuses) {
      for (String reason : status.reasons()) counts.merge(reason, 1, Integer::sum);
    }
    List<String> parts =
        counts.entrySet().stream()
            .map(count -> count.getValue() + " " + count.getKey())
            .sorted()
            .toList();
    return parts.stream().collect(Collectors.joining(", "));
  }
}
