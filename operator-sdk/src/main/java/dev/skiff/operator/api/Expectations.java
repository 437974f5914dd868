package dev.skiff.operator.api;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a controller has asked for and not yet seen in its cache. A controller that counts its
 * children (a ReplicaSet) must not act again before its own creations and deletions have come back,
 * or it would make too many.
 *
 * <p>An expectation that is not met within five minutes lapses: the watch has lost something, and
 * the cache is right by then.
 */
public final class Expectations {
  private static final Duration LAPSE = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final Map<Request, Pending> pending = new ConcurrentHashMap<>();

  public Expectations(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether the cache shows all that was asked for, so that the controller may act. */
  public boolean satisfied(Request owner) {
    Pending now = pending.get(owner);
    if (now == null) return true;
    synchronized (now) {
      return (now.creations <= 0 && now.deletions.isEmpty())
          || clock.millis() - now.since > LAPSE.toMillis();
    }
  }

  /** Before creating: so many new children will appear. */
  public void expectCreations(Request owner, int count) {
    pending.put(owner, new Pending(count, Set.of(), clock.millis()));
  }

  /**
   * Before deleting: these children will go.
   *
   * @param children keys of the caller's choice, such as uids
   */
  public void expectDeletions(Request owner, Set<String> children) {
    pending.put(owner, new Pending(0, children, clock.millis()));
  }

  /** A child appeared, or its creation failed. */
  public void creationObserved(Request owner) {
    Pending now = pending.get(owner);
    if (now == null) return;
    synchronized (now) {
      now.creations--;
    }
  }

  /** A child went, or its deletion failed. */
  public void deletionObserved(Request owner, String child) {
    Pending now = pending.get(owner);
    if (now == null) return;
    synchronized (now) {
      now.deletions.remove(child);
    }
  }

  /** The owner is gone. */
  public void forget(Request owner) {
    pending.remove(owner);
  }

  private static final class Pending {
    private final Set<String> deletions;
    private final long since;
    private int creations;

    private Pending(int creations, Set<String> deletions, long since) {
      this.creations = creations;
      this.deletions = new HashSet<>(deletions);
      this.since = since;
    }
  }
}
