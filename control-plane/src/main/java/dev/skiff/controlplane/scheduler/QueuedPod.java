package dev.skiff.controlplane.scheduler;

import dev.skiff.controlplane.scheduler.framework.PodInfo;
import java.time.Instant;
import java.util.Set;

/** A Pod in the scheduling queue. Guarded by the queue. */
final class QueuedPod {
  /** Where in the queue. */
  enum Place {
    ACTIVE,
    BACK_OFF,
    UNSCHEDULABLE,
    IN_FLIGHT
  }

  PodInfo pod;
  Place place;
  int attempts;

  /** Orders equals: who came first. */
  long sequence;

  /** Whether it has come to ask for something else since the last attempt began. */
  boolean askedAnew;

  /** When the last attempt ended. */
  Instant tried;

  /** Plugins that refused it at the last attempt. */
  Set<String> refusedBy = Set.of();

  /** Calls off the end of the back-off. */
  Runnable wake = () -> {};

  QueuedPod(PodInfo pod) {
    this.pod = pod;
  }
}
