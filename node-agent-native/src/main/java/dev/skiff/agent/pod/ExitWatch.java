package dev.skiff.agent.pod;

import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.cri.v1.ContainerState;
import dev.skiff.agent.cri.v1.ContainerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Notices when containers and sandboxes of one pod end. CRI of containerd 1.x has no events, so the
 * end of the process itself is awaited; the runtime knows of it a little later, and is asked again
 * at growing intervals until it does. A process that cannot be watched (a runtime that tells no
 * pid, or another pid namespace) is asked for at the longest interval instead.
 */
final class ExitWatch {

  private static final Duration FIRST = Duration.ofMillis(5);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final PodServices shared;
  private final Mailbox mailbox;
  private final Set<String> watched = new HashSet<>();
  private final Map<String, Duration> asking = new HashMap<>();

  ExitWatch(PodServices shared, Mailbox mailbox) {
    this.shared = shared;
    this.mailbox = mailbox;
  }

  /**
   * Watches all that runs.
   *
   * @return when to look at the runtime again; null for not before the next letter
   */
  Instant update(PodRuntime runtime, Instant now) {
    Set<String> running = new HashSet<>();
    for (ContainerStatus status : runtime.in(ContainerState.CONTAINER_RUNNING)) {
      running.add(status.getId());
      watch(status.getId(), shared.runtime()::containerPid);
    }
    if (runtime.sandboxReady()) {
      running.add(runtime.sandbox().getId());
      watch(runtime.sandbox().getId(), shared.runtime()::podSandboxPid);
    }
    watched.retainAll(running);
    asking.keySet().retainAll(running);
    Duration soonest = null;
    for (var entry : asking.entrySet()) {
      Duration next = entry.getValue();
      soonest = soonest == null || next.compareTo(soonest) < 0 ? next : soonest;
      Duration doubled = next.multipliedBy(2);
      entry.setValue(doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled);
    }
    return soonest == null ? null : now.plus(soonest);
  }

  private void watch(String id, ToIntFunction<String> pid) {
    if (!watched.add(id)) {
      return;
    }
    boolean watching = false;
    try {
      watching =
          shared.exits().watch(pid.applyAsInt(id), () -> mailbox.post(() -> asking.put(id, FIRST)));
    } catch (CriException e) {
      // Gone in between: the next look at the runtime tells.
    }
    if (!watching) {
      asking.put(id, FIRST);
    }
  }
}
