package dev.skiff.agent.pod;

import dev.skiff.agent.container.LinuxResources;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerResizePolicy;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;

/** What a container's resizePolicy asks for; resources that it does not name need no restart. */
final class ResizePolicies {

  private ResizePolicies() {}

  /**
   * Whether the container has to be started anew.
   *
   * @param current what it was last set to, null when that is not known
   */
  static boolean restarts(Container container, ResourceRequirements current) {
    List<ContainerResizePolicy> policies = container.getResizePolicy();
    return policies != null
        && policies.stream()
            .filter(policy -> "RestartContainer".equals(policy.getRestartPolicy()))
            .anyMatch(policy -> changes(container, current, policy.getResourceName()));
  }

  private static boolean changes(
      Container container, ResourceRequirements current, String resource) {
    return differ(
            LinuxResources.request(container, resource), LinuxResources.request(current, resource))
        || differ(
            LinuxResources.limit(container, resource), LinuxResources.limit(current, resource));
  }

  private static boolean differ(Quantity a, Quantity b) {
    return a == null || b == null
        ? a != b
        : a.getNumericalAmount().compareTo(b.getNumericalAmount()) != 0;
  }
}
