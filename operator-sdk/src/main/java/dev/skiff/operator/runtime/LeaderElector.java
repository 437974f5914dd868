package dev.skiff.operator.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Takes part in an election. Another's Lease counts from the moment it was seen to change, so
 * clocks need not agree.
 */
public final class LeaderElector implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LeaderElector.class);

  private final LeaseStore store;
  private final String identity;
  private final Durations durations;
  private final Timer timer;
  private final Runnable onElected;
  private final Runnable onLost;
  private final Executor executor;
  private final Optional<ExecutorService> owned;

  private LeaseStore.Entry seen;
  private Instant seenAt;
  private boolean told;
  private boolean closed;
  private Runnable next = () -> {};
  private volatile Instant leadsUntil = Instant.MIN;

  /**
   * @param lease how long a Lease lasts without renewal
   * @param renewDeadline how long the leader goes on without renewing; less than lease
   * @param retryPeriod between tries
   */
  public record Durations(Duration lease, Duration renewDeadline, Duration retryPeriod) {
    public Durations {
      if (renewDeadline.compareTo(lease) >= 0 || retryPeriod.compareTo(renewDeadline) >= 0) {
        throw new IllegalArgumentException(
            "a lease must last longer than its renew deadline, and that longer than a retry");
      }
    }
  }

  /** As used by programs: tries run on a virtual thread of their own. */
  public LeaderElector(
      LeaseStore store,
      String identity,
      Durations durations,
      Timer timer,
      Runnable onElected,
      Runnable onLost) {
    this(
        store,
        identity,
        durations,
        timer,
        onElected,
        onLost,
        Optional.of(
            Executors.newSingleThreadExecutor(
                Thread.ofVirtual().name("leader-election").factory())),
        null);
  }

  LeaderElector(
      LeaseStore store,
      String identity,
      Durations durations,
      Timer timer,
      Runnable onElected,
      Runnable onLost,
      Optional<ExecutorService> owned,
      Executor executor) {
    this.store = store;
    this.identity = identity;
    this.durations = durations;
    this.timer = timer;
    this.onElected = onElected;
    this.onLost = onLost;
    this.owned = owned;
    this.executor = owned.isPresent() ? owned.get() : executor;
  }

  /** Begins. */
  public void start() {
    executor.execute(this::turn);
  }

  /** Whether this one leads at this moment, by its own clock. */
  public boolean leading() {
    return timer.instant().isBefore(leadsUntil);
  }

  @Override
  public synchronized void close() {
    if (closed) return;
    closed = true;
    next.run();
    if (told) {
      lose();
      release();
    }
    owned.ifPresent(ExecutorService::shutdownNow);
  }

  private synchronized void turn() {
    if (closed) return;
    try {
      attempt();
    } catch (RuntimeException e) {
      LOG.debugf("the lease could not be had: %s", e.getMessage());
    }
    if (told && !leading()) lose();
    next = timer.schedule(durations.retryPeriod(), () -> executor.execute(this::turn));
  }

  private void attempt() {
    Instant now = timer.instant();
    Optional<LeaseStore.Entry> current = store.read();
    if (current.isPresent() && !current.get().equals(seen)) {
      seen = current.get();
      seenAt = now;
    }
    boolean mine = current.isPresent() && current.get().holder().equals(identity);
    boolean free =
        current.isEmpty()
            || current.get().holder().isEmpty()
            || !seenAt.plusSeconds(current.get().seconds()).isAfter(now);
    if (!mine && !free) return;
    boolean goesOn = mine && told;
    int transitions = current.map(LeaseStore.Entry::transitions).orElse(-1) + (mine ? 0 : 1);
    LeaseStore.Entry wanted =
        new LeaseStore.Entry(
            identity,
            goesOn ? current.get().acquired() : now,
            now,
            (int) durations.lease().toSeconds(),
            transitions,
            null);
    Optional<LeaseStore.Entry> written = store.write(current, wanted);
    if (written.isEmpty()) return;
    seen = written.get();
    seenAt = now;
    // Counted from before the write, so that others count longer.
    leadsUntil = now.plus(durations.renewDeadline());
    if (!told) {
      told = true;
      LOG.infof("%s leads", identity);
      onElected.run();
    }
  }

  private void lose() {
    leadsUntil = Instant.MIN;
    told = false;
    LOG.warnf("%s leads no more", identity);
    onLost.run();
  }

  private void release() {
    try {
      Optional<LeaseStore.Entry> current = store.read();
      if (current.isEmpty() || !current.get().holder().equals(identity)) return;
      Instant now = timer.instant();
      store.write(
          current, new LeaseStore.Entry("", now, now, 1, current.get().transitions(), null));
    } catch (RuntimeException e) {
      LOG.debugf("the lease could not be given back: %s", e.getMessage());
    }
  }
}
