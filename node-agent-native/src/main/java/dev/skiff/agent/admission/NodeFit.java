package dev.skiff.agent.admission;

import dev.skiff.agent.container.PodResources;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Whether what a pod requests is left on the node. The messages count processors in thousandths, as
 * upstream's do.
 */
final class NodeFit {

  private static final List<String> FIRST = List.of("cpu", "memory", "ephemeral-storage");

  private final Map<String, BigDecimal> capacity = new HashMap<>();

  /**
   * A node's room.
   *
   * @param allocatable what the agent gives to pods
   * @param node its extended resources, which others write into its status, count too
   */
  NodeFit(Map<String, Quantity> allocatable, Node node) {
    if (node.getStatus() != null && node.getStatus().getAllocatable() != null) {
      put(node.getStatus().getAllocatable());
    }
    put(allocatable);
  }

  private void put(Map<String, Quantity> quantities) {
    quantities.forEach((name, quantity) -> capacity.put(name, quantity.getNumericalAmount()));
  }

  /** Null when it fits beside the others, else what there is too little of. */
  Rejection check(Pod pod, Collection<Pod> others) {
    Rejection rejection = insufficient("pods", BigDecimal.ONE, BigDecimal.valueOf(others.size()));
    if (rejection != null) {
      return rejection;
    }
    Map<String, BigDecimal> used = new HashMap<>();
    for (Pod other : others) {
      PodResources.requests(other)
          .forEach((name, amount) -> used.merge(name, amount, BigDecimal::add));
    }
    Map<String, BigDecimal> requests = PodResources.requests(pod);
    List<String> names = new ArrayList<>(FIRST);
    new TreeSet<>(requests.keySet()).stream().filter(n -> !FIRST.contains(n)).forEach(names::add);
    for (String name : names) {
      BigDecimal requested = requests.getOrDefault(name, BigDecimal.ZERO);
      rejection = insufficient(name, requested, used.getOrDefault(name, BigDecimal.ZERO));
      if (rejection != null) {
        return rejection;
      }
    }
    return null;
  }

  /** Null when the whole node would do for the pod, else why a resize will never be possible. */
  Rejection checkCapacity(Pod pod) {
    Map<String, BigDecimal> requests = PodResources.requests(pod);
    for (String name : List.of("memory", "cpu")) {
      BigDecimal requested = requests.getOrDefault(name, BigDecimal.ZERO);
      BigDecimal room = capacity.getOrDefault(name, BigDecimal.ZERO);
      if (requested.compareTo(room) > 0) {
        return new Rejection(
            "Infeasible",
            "Node didn't have enough capacity: %s, requested: %d, capacity: %d"
                .formatted(name, units(name, requested), units(name, room)));
      }
    }
    return null;
  }

  private Rejection insufficient(String name, BigDecimal requested, BigDecimal used) {
    // A resource that the node does not know at all belongs to the cluster, not to nodes.
    boolean known = capacity.containsKey(name) || !name.contains("/");
    BigDecimal room = capacity.getOrDefault(name, BigDecimal.ZERO);
    if (!known || requested.signum() == 0 || requested.add(used).compareTo(room) <= 0) {
      return null;
    }
    return new Rejection(
        "OutOf" + name,
        "Node didn't have enough resource: %s, requested: %d, used: %d, capacity: %d"
            .formatted(name, units(name, requested), units(name, used), units(name, room)));
  }

  private static long units(String name, BigDecimal amount) {
    BigDecimal scaled = name.equals("cpu") ? amount.movePointRight(3) : amount;
    return scaled.setScale(0, RoundingMode.CEILING).longValue();
  }
}
