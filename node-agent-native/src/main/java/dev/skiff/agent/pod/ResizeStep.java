package dev.skiff.agent.pod;

import dev.skiff.agent.container.LinuxResources;
import dev.skiff.agent.cri.CriLabels;
import dev.skiff.agent.cri.v1.ContainerStats;
import dev.skiff.iptables.cgroup.Limits;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** Tells the runtime and the kernel of a resize. */
final class ResizeStep {

  private static final Logger LOG = Logger.getLogger(ResizeStep.class);

  private final PodServices shared;
  private final String uid;
  private Limits limits;

  ResizeStep(PodServices shared, String uid) {
    this.shared = shared;
    this.uid = uid;
  }

  /**
   * A running container that has to be changed.
   *
   * @param id in the runtime
   * @param current what it was last set to, null when that is not known
   */
  record Update(Container container, String id, ResourceRequirements current) {}

  /**
   * Sets the limits of the cgroup around the containers: while containers shrink and grow, the
   * larger of what was and what will be.
   *
   * @param pod with what it was given
   * @param actuated with what its containers were last set to
   */
  void limitPod(Pod pod, Pod actuated) {
    Limits wanted = larger(PodCgroup.limits(actuated), PodCgroup.limits(pod));
    if (wanted.equals(limits)) {
      return;
    }
    try {
      shared.cgroups().limit(PodCgroup.name(pod), wanted);
      limits = wanted;
    } catch (IOException e) {
      LOG.debugf("limits of pod %s are not set: %s", uid, e.getMessage());
    }
  }

  /** What is not limited yet stays so until the containers are done. */
  private static Limits larger(Limits a, Limits b) {
    return new Limits(
        Math.max(a.cpuShares(), b.cpuShares()),
        larger(a.cpuQuotaMicros(), b.cpuQuotaMicros()),
        larger(a.memoryBytes(), b.memoryBytes()),
        0);
  }

  private static long larger(long a, long b) {
    return a == 0 || b == 0 ? 0 : Math.max(a, b);
  }

  /**
   * Changes the containers; blocks.
   *
   * @param done takes the names of those that were changed
   * @return why not all were, else null
   */
  String run(Pod pod, List<Update> updates, List<String> done) {
    try {
      String error = belowUsage(updates);
      if (error != null) {
        return error;
      }
      for (Update update : updates) {
        shared
            .runtime()
            .updateContainerResources(
                update.id, LinuxResources.of(pod, update.container, shared.node().memoryBytes()));
        done.add(update.container.getName());
      }
      return null;
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  /** The kernel would end a container that uses more memory than it may. */
  private String belowUsage(List<Update> updates) {
    Map<String, Update> shrinking = new HashMap<>();
    for (Update update : updates) {
      Quantity limit = LinuxResources.limit(update.container, "memory");
      Quantity before = LinuxResources.limit(update.current, "memory");
      if (limit != null
          && (before == null || LinuxResources.bytes(limit) < LinuxResources.bytes(before))) {
        shrinking.put(update.id, update);
      }
    }
    if (shrinking.isEmpty()) {
      return null;
    }
    List<String> errors = new ArrayList<>();
    for (ContainerStats stats :
        shared.runtime().listContainerStats(Map.of(CriLabels.POD_UID, uid))) {
      Update update = shrinking.get(stats.getAttributes().getId());
      if (update == null) {
        continue;
      }
      long limit = LinuxResources.bytes(LinuxResources.limit(update.container, "memory"));
      long usage = stats.getMemory().getUsageBytes().getValue();
      if (usage >= limit) {
        errors.add(
            "attempting to set container \"%s\" memory limit (%d) below current usage (%d)"
                .formatted(update.container.getName(), limit, usage));
      }
    }
    if (errors.isEmpty()) {
      return null;
    }
    String all = errors.size() == 1 ? errors.getFirst() : "[" + String.join(", ", errors) + "]";
    return "cannot decrease memory limits: " + all;
  }
}
