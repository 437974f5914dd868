package dev.skiff.agent.container;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the containers of a pod request, or are limited to, taken together: the sum of those that
 * run at the same time, init containers (KEP-753) and the overhead of its RuntimeClass included.
 */
public final class PodResources {

  private PodResources() {}

  /** Requests by resource, in the resource's own unit; what the pod itself requests goes before. */
  public static Map<String, BigDecimal> requests(Pod pod) {
    return total(pod, ResourceRequirements::getRequests);
  }

  /** Limits by resource; containers without one count nothing. */
  public static Map<String, BigDecimal> limits(Pod pod) {
    return total(pod, ResourceRequirements::getLimits);
  }

  /** Whether the pod, or each of its containers, is limited in this resource. */
  public static boolean limited(Pod pod, String resource) {
    return LinuxResources.limit(pod.getSpec().getResources(), resource) != null
        || PodContainers.all(pod).stream()
            .map(c -> LinuxResources.limit(c, resource))
            .allMatch(limit -> limit != null && limit.getNumericalAmount().signum() > 0);
  }

  private static Map<String, BigDecimal> total(
      Pod pod, Function<ResourceRequirements, Map<String, Quantity>> kind) {
    Map<String, BigDecimal> sum = new HashMap<>();
    for (Container container : pod.getSpec().getContainers()) {
      add(sum, of(container, kind));
    }
    Map<String, BigDecimal> sidecars = new HashMap<>();
    Map<String, BigDecimal> initial = new HashMap<>();
    for (Container container : PodContainers.init(pod)) {
      Map<String, BigDecimal> meanwhile = new HashMap<>(sidecars);
      add(meanwhile, of(container, kind));
      if (PodContainers.isSidecar(pod, container)) {
        add(sum, of(container, kind));
        sidecars = meanwhile;
      }
      meanwhile.forEach((name, amount) -> initial.merge(name, amount, BigDecimal::max));
    }
    initial.forEach((name, amount) -> sum.merge(name, amount, BigDecimal::max));
    if (pod.getSpec().getResources() != null) {
      sum.putAll(amounts(kind.apply(pod.getSpec().getResources())));
    }
    if (pod.getSpec().getOverhead() != null) {
      add(sum, amounts(pod.getSpec().getOverhead()));
    }
    return sum;
  }

  private static Map<String, BigDecimal> of(
      Container container, Function<ResourceRequirements, Map<String, Quantity>> kind) {
    ResourceRequirements resources = container.getResources();
    return resources == null ? Map.of() : amounts(kind.apply(resources));
  }

  private static Map<String, BigDecimal> amounts(Map<String, Quantity> quantities) {
    Map<String, BigDecimal> amounts = new HashMap<>();
    if (quantities != null) {
      quantities.forEach((name, quantity) -> amounts.put(name, quantity.getNumericalAmount()));
    }
    return amounts;
  }

  private static void add(Map<String, BigDecimal> sum, Map<String, BigDecimal> more) {
    more.forEach((name, amount) -> sum.merge(name, amount, BigDecimal::add));
  }

  /** Whether two containers' resources are the same amounts, however they are written. */
  public static boolean same(ResourceRequirements a, ResourceRequirements b) {
    for (Function<ResourceRequirements, Map<String, Quantity>> kind :
        List.<Function<ResourceRequirements, Map<String, Quantity>>>of(
            ResourceRequirements::getRequests, ResourceRequirements::getLimits)) {
      Map<String, BigDecimal> left = a == null ? Map.of() : amounts(kind.apply(a));
      Map<String, BigDecimal> right = b == null ? Map.of() : amounts(kind.apply(b));
      if (!left.keySet().equals(right.keySet())
          || left.entrySet().stream()
              .anyMatch(e -> e.getValue().compareTo(right.get(e.getKey())) != 0)) {
        return false;
      }
    }
    return true;
  }
}
