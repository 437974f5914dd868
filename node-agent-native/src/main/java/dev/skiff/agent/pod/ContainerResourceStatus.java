package dev.skiff.agent.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.container.LinuxResources;
import dev.skiff.agent.cri.v1.ContainerState;
import dev.skiff.agent.cri.v1.ContainerStatus;
import dev.skiff.agent.cri.v1.LinuxContainerResources;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/**
 * What a container was given ({@code allocatedResources}) and what it has according to the runtime
 * ({@code resources}).
 */
final class ContainerResourceStatus {

  /** The kernel knows no less than these: below them what was given is shown. */
  private static final long MIN_REQUEST_MILLI = 2;

  private static final long MIN_LIMIT_MILLI = 10;

  private ContainerResourceStatus() {}

  /**
   * Writes both into the container's status.
   *
   * @param current the running container, or one that ended, or null
   */
  static void describe(Container given, ContainerStatus current, ObjectNode status) {
    ObjectNode resources = status.putObject("resources");
    if (given.getResources() == null) {
      return;
    }
    ObjectNode limits = quantities(given.getResources().getLimits(), resources, "limits");
    ObjectNode requests = quantities(given.getResources().getRequests(), resources, "requests");
    quantities(given.getResources().getRequests(), status, "allocatedResources");
    if (current == null || current.getState() != ContainerState.CONTAINER_RUNNING) {
      return;
    }
    LinuxContainerResources actual = current.getResources().getLinux();
    if (limits != null) {
      if (actual.getCpuQuota() > 0 && actual.getCpuPeriod() > 0) {
        long milli = actual.getCpuQuota() * 1000 / actual.getCpuPeriod();
        cpu(limits, LinuxResources.limit(given, "cpu"), milli, MIN_LIMIT_MILLI);
      }
      if (actual.getMemoryLimitInBytes() > 0) {
        memory(limits, LinuxResources.limit(given, "memory"), actual.getMemoryLimitInBytes());
      }
    }
    if (requests != null && actual.getCpuShares() > 0) {
      long milli = Math.ceilDiv(actual.getCpuShares() * 1000, 1024);
      cpu(requests, LinuxResources.request(given, "cpu"), milli, MIN_REQUEST_MILLI);
    }
  }

  /** Null when there are none. */
  private static ObjectNode quantities(Map<String, Quantity> map, ObjectNode parent, String name) {
    if (map == null || map.isEmpty()) {
      return null;
    }
    ObjectNode node = parent.putObject(name);
    map.forEach((key, quantity) -> node.put(key, quantity.toString()));
    return node;
  }

  private static void cpu(ObjectNode node, Quantity given, long milli, long least) {
    long givenMilli = given == null ? 0 : LinuxResources.milli(given);
    if (milli != givenMilli && (milli > least || givenMilli > least)) {
      node.put("cpu", milli % 1000 == 0 ? Long.toString(milli / 1000) : milli + "m");
    }
  }

  private static void memory(ObjectNode node, Quantity given, long bytes) {
    if (given == null || LinuxResources.bytes(given) != bytes) {
      node.put("memory", LinuxResources.binary(bytes));
    }
  }
}
