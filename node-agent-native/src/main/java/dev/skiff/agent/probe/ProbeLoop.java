package dev.skiff.agent.probe;

import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.pod.EventRecorder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.time.Instant;

/**
 * One probe of one running container, on a virtual thread of its own: waits for the initial delay,
 * then probes in each period and counts successes and failures up to the thresholds.
 */
final class ProbeLoop implements Runnable {

  private static final int DEFAULT_PERIOD_SECONDS = 10;
  private static final int DEFAULT_FAILURES = 3;

  private final Pod pod;
  private final Container container;
  private final String containerId;
  private final Instant startedAt;
  private final String podIp;
  private final ProbeKind kind;
  private final ProbeRunner runner;
  private final EventRecorder events;
  private final Runnable changed;

  private volatile Boolean result;
  private int successes;
  private int failures;

  ProbeLoop(
      Pod pod,
      Container container,
      String containerId,
      Instant startedAt,
      String podIp,
      ProbeKind kind,
      ProbeRunner runner,
      EventRecorder events,
      Runnable changed) {
    this.pod = pod;
    this.container = container;
    this.containerId = containerId;
    this.startedAt = startedAt;
    this.podIp = podIp;
    this.kind = kind;
    this.runner = runner;
    this.events = events;
    this.changed = changed;
  }

  /** True or false once a threshold was reached, null before. */
  Boolean result() {
    return result;
  }

  @Override
  public void run() {
    Probe probe = kind.of(container);
    Duration period = seconds(probe.getPeriodSeconds(), DEFAULT_PERIOD_SECONDS);
    try {
      Instant first = startedAt.plus(seconds(probe.getInitialDelaySeconds(), 0));
      Thread.sleep(positive(Duration.between(Instant.now(), first)));
      while (!finished()) {
        Instant begun = Instant.now();
        note(probe, outcome(probe));
        if (!finished()) {
          Thread.sleep(positive(period.minus(Duration.between(begun, Instant.now()))));
        }
      }
    } catch (InterruptedException e) {
      // The container is gone or the pod ends.
    }
  }

  /** What a probe asks can answer anything: whatever happens it is asked again. */
  private ProbeRunner.Outcome outcome(Probe probe) {
    try {
      return runner.run(probe, container, containerId, podIp);
    } catch (RuntimeException e) {
      return ProbeRunner.Outcome.failed(e.toString());
    }
  }

  /**
   * A startup probe ends with its success; a liveness probe with its failure (then it restarts).
   */
  private boolean finished() {
    return switch (kind) {
      case STARTUP -> result != null;
      case LIVENESS -> Boolean.FALSE.equals(result);
      case READINESS -> false;
    };
  }

  private void note(Probe probe, ProbeRunner.Outcome outcome) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (outcome.success()) {
      successes++;
      failures = 0;
      if (successes >= threshold(probe.getSuccessThreshold(), 1)) {
        set(true);
      }
    } else {
      failures++;
      successes = 0;
      events.event(
          PodContainers.reference(pod, container),
          EventRecorder.WARNING,
          "Unhealthy",
          kind.title() + " probe failed: " + outcome.message());
      if (failures >= threshold(probe.getFailureThreshold(), DEFAULT_FAILURES)) {
        set(false);
      }
    }
  }

  private void set(boolean value) {
    if (result == null || result != value) {
      result = value;
      changed.run();
    }
  }

  private static int threshold(Integer value, int otherwise) {
    return value == null || value <= 0 ? otherwise : value;
  }

  private static Duration seconds(Integer value, int otherwise) {
    return Duration.ofSeconds(value == null || value <= 0 ? otherwise : value);
  }

  private static Duration positive(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
