package dev.skiff.controlplane.controller.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The taints that a node's conditions bring about. */
final class NodeTaints {
  private static final String NOT_READY = "node.kubernetes.io/not-ready";
  private static final String UNREACHABLE = "node.kubernetes.io/unreachable";
  private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
  private static final String NO_EXECUTE = "NoExecute";
  private static final Map<String, String> PRESSURES =
      Map.of(
          "MemoryPressure", "node.kubernetes.io/memory-pressure",
          "DiskPressure", "node.kubernetes.io/disk-pressure",
          "PIDPressure", "node.kubernetes.io/pid-pressure",
          "NetworkUnavailable", "node.kubernetes.io/network-unavailable");

  private NodeTaints() {}

  /**
   * The taints that the node should have; others than ours stay, and so do times.
   *
   * @param evicts whether the node may lose its Pods if it does not answer
   */
  static List<Taint> of(Node node, boolean evicts, Instant now) {
    Map<String, String> wanted = wanted(node);
    if (!evicts) wanted.keySet().removeIf(place -> place.endsWith(":" + NO_EXECUTE));
    List<Taint> taints = new ArrayList<>();
    List<Taint> present = node.getSpec() == null ? List.of() : node.getSpec().getTaints();
    for (Taint taint : present) {
      String place = taint.getKey() + ":" + taint.getEffect();
      if (!ours(taint)) taints.add(taint);
      else if (wanted.remove(place) != null) taints.add(taint);
    }
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    wanted.forEach(
        (place, key) ->
            taints.add(
                new TaintBuilder()
                    .withKey(key)
                    .withEffect(place.substring(key.length() + 1))
                    .withTimeAdded(time)
                    .build()));
    return taints;
  }

  /** Whether the node's Pods are on their way out, because it did not answer. */
  static boolean evicts(Node node) {
    return node.getSpec() != null
        && node.getSpec().getTaints().stream()
            .anyMatch(taint -> ours(taint) && taint.getEffect().equals(NO_EXECUTE));
  }

  private static Map<String, String> wanted(Node node) {
    Map<String, String> wanted = new LinkedHashMap<>();
    switch (NodeConditions.ready(node)) {
      case "True" -> {}
      case "False" -> both(wanted, NOT_READY);
      default -> {
        // Nobody has heard of a new node yet: that is not ready, and not unreachable either.
        if (NodeConditions.find(node, "Ready").isPresent()) both(wanted, UNREACHABLE);
        else both(wanted, NOT_READY);
      }
    }
    PRESSURES.forEach(
        (condition, key) ->
            NodeConditions.find(node, condition)
                .filter(one -> one.getStatus().equals("True"))
                .ifPresent(one -> wanted.put(key + ":NoSchedule", key)));
    if (node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
      wanted.put(UNSCHEDULABLE + ":NoSchedule", UNSCHEDULABLE);
    }
    return wanted;
  }

  private static void both(Map<String, String> wanted, String key) {
    wanted.put(key + ":NoSchedule", key);
    wanted.put(key + ":" + NO_EXECUTE, key);
  }

  private static boolean ours(Taint taint) {
    return taint.getKey().equals(NOT_READY)
        || taint.getKey().equals(UNREACHABLE)
        || (taint.getEffect().equals("NoSchedule")
            && (taint.getKey().equals(UNSCHEDULABLE) || PRESSURES.containsValue(taint.getKey())));
  }
}
