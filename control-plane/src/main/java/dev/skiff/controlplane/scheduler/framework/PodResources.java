package dev.skiff.controlplane.scheduler.framework;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a Pod takes from a node: its containers together, or its greediest init container if that is
 * more; restartable init containers (KEP-753) run beside all that come after them; resources of the
 * Pod as a whole (KEP-2837) come first.
 */
final class PodResources {
  /** What a container without requests counts for when nodes are compared, as upstream has it. */
  private static final long DEFAULT_MILLI_CPU = 100;

  private static final long DEFAULT_MEMORY = 200L << 20;

  private PodResources() {}

  static Resources requests(Pod pod) {
    return total(pod.getSpec(), container -> held(pod, container));
  }

  /** Requests where no container asks for nothing; for scores only. */
  static Resources nonZeroRequests(Pod pod) {
    return total(
        pod.getSpec(),
        container -> {
          Map<String, Quantity> requests = requests(container.getResources());
          Resources known = held(pod, container);
          return new Resources(
              requests.containsKey("cpu") ? known.milliCpu() : DEFAULT_MILLI_CPU,
              requests.containsKey("memory") ? known.memory() : DEFAULT_MEMORY,
              known.ephemeralStorage(),
              known.extended());
        });
  }

  /**
   * What a container takes: while it is resized (KEP-1287) the most of what it asks for, was given
   * and has. What its node can never give it does not take.
   */
  private static Resources held(Pod pod, Container container) {
    Resources wanted = Resources.of(requests(container.getResources()));
    Optional<ContainerStatus> status =
        statuses(pod)
            .filter(one -> one.getName().equals(container.getName()) && one.getResources() != null)
            .findFirst();
    if (status.isEmpty()) return wanted;
    Resources present =
        Resources.of(status.get().getAllocatedResources())
            .max(Resources.of(requests(status.get().getResources())));
    return infeasible(pod) ? present : wanted.max(present);
  }

  private static Stream<ContainerStatus> statuses(Pod pod) {
    PodStatus status = pod.getStatus();
    if (status == null) return Stream.empty();
    return Stream.concat(
        orEmpty(status.getContainerStatuses()).stream(),
        orEmpty(status.getInitContainerStatuses()).stream());
  }

  private static boolean infeasible(Pod pod) {
    return orEmpty(pod.getStatus().getConditions()).stream()
        .anyMatch(
            one ->
                one.getType().equals("PodResizePending") && "Infeasible".equals(one.getReason()));
  }

  private static Resources total(PodSpec spec, Function<Container, Resources> requests) {
    Resources running = Resources.NONE;
    for (Container container : orEmpty(spec.getContainers())) {
      running = running.plus(requests.apply(container));
    }
    Resources sidecars = Resources.NONE;
    Resources starting = Resources.NONE;
    for (Container container : orEmpty(spec.getInitContainers())) {
      Resources own = requests.apply(container);
      if ("Always".equals(container.getRestartPolicy())) {
        sidecars = sidecars.plus(own);
        starting = starting.max(sidecars);
      } else {
        starting = starting.max(sidecars.plus(own));
      }
    }
    Resources all = withPodLevel(running.plus(sidecars).max(starting), spec.getResources());
    return all.plus(Resources.of(spec.getOverhead()));
  }

  private static Resources withPodLevel(Resources sum, ResourceRequirements podLevel) {
    Map<String, Quantity> named = requests(podLevel);
    if (named.isEmpty()) return sum;
    Resources pod = Resources.of(named);
    Map<String, Long> extended = new HashMap<>(sum.extended());
    extended.putAll(pod.extended());
    return new Resources(
        named.containsKey("cpu") ? pod.milliCpu() : sum.milliCpu(),
        named.containsKey("memory") ? pod.memory() : sum.memory(),
        sum.ephemeralStorage(),
        Map.copyOf(extended));
  }

  private static Map<String, Quantity> requests(ResourceRequirements requirements) {
    if (requirements == null || requirements.getRequests() == null) return Map.of();
    return requirements.getRequests();
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }
}
