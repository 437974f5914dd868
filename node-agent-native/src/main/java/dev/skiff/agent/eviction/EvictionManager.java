package dev.skiff.agent.eviction;

import dev.skiff.agent.admission.NodeAdmission;
import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.node.NodePressure;
import dev.skiff.agent.stats.PodUsage;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jboss.logging.Logger;

/**
 * Keeps the node from running out of memory and disk: while a {@link Threshold} is crossed, the
 * node has a condition that keeps pods away, and one pod after the other is ended. Used by one
 * thread.
 */
public final class EvictionManager {

  private static final Logger LOG = Logger.getLogger(EvictionManager.class);

  private final Supplier<NodeLevels> levels;
  private final Supplier<List<PodUsage>> usage;
  private final ToLongFunction<Pod> files;
  private final Runnable freeDisk;
  private final Evictor evictor;
  private final NodeAdmission admission;
  private final NodePressure pressure;
  private final Duration transition;
  private final InstantSource clock;
  private final Map<String, Instant> crossed = new HashMap<>();

  /** Ends pods. */
  @FunctionalInterface
  public interface Evictor {

    /** Begins to end the pod; false when it ends anyhow. */
    boolean evict(Pod pod, String message);
  }

  /**
   * A node without pressure.
   *
   * @param usage of the pods that run
   * @param files bytes of a pod's logs and emptyDir volumes; takes long to count
   * @param freeDisk removes what nobody needs from the disk, before pods have to go
   * @param pressure is told the conditions
   * @param transition how long a condition stays, so that pods are not sent and ended in turns
   */
  public EvictionManager(
      Supplier<NodeLevels> levels,
      Supplier<List<PodUsage>> usage,
      ToLongFunction<Pod> files,
      Runnable freeDisk,
      Evictor evictor,
      NodeAdmission admission,
      NodePressure pressure,
      Duration transition,
      InstantSource clock) {
    this.levels = levels;
    this.usage = usage;
    this.files = files;
    this.freeDisk = freeDisk;
    this.evictor = evictor;
    this.admission = admission;
    this.pressure = pressure;
    this.transition = transition;
    this.clock = clock;
  }

  /** Looks at the node, and ends at most one pod. */
  public void run() {
    NodeLevels now = levels.get();
    List<Threshold> met = met(now);
    observe(met);
    if (met.stream().anyMatch(Threshold::ofDisk)) {
      freeDisk.run();
      now = levels.get();
      met = met(now);
    }
    if (met.isEmpty()) {
      return;
    }
    Threshold threshold = met.getFirst();
    for (PodUsage candidate : EvictionOrder.of(usage(), threshold, files)) {
      if (evictor.evict(candidate.pod(), EvictionMessage.of(threshold, now, candidate))) {
        LOG.warnf(
            "evicting pod %s/%s: %s is low",
            candidate.pod().getMetadata().getNamespace(),
            candidate.pod().getMetadata().getName(),
            threshold.resource());
        return;
      }
    }
  }

  private List<PodUsage> usage() {
    try {
      return usage.get();
    } catch (CriException e) {
      LOG.debugf("nobody is evicted: %s", e.getMessage());
      return List.of();
    }
  }

  private static List<Threshold> met(NodeLevels levels) {
    return Threshold.ALL.stream().filter(threshold -> threshold.met(levels)).toList();
  }

  private void observe(List<Threshold> met) {
    Instant now = clock.instant();
    met.forEach(threshold -> crossed.put(threshold.condition(), now));
    crossed.values().removeIf(since -> !since.plus(transition).isAfter(now));
    Set<String> conditions = new TreeSet<>(crossed.keySet());
    admission.pressure(conditions);
    pressure.set(conditions);
  }
}
