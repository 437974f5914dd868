package dev.skiff.controlplane.api.verb;

import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.cache.CachedObject;
import dev.skiff.controlplane.cache.Snapshot;
import dev.skiff.controlplane.cache.WatchCache;
import dev.skiff.controlplane.store.Key;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** Reads from the watch cache at the revision that a client asks for. */
@Singleton
public final class Reads {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private final WatchCache cache;

  Reads(WatchCache cache) {
    this.cache = cache;
  }

  /**
   * One object.
   *
   * @param revision at least this one; negative for the newest that is committed, 0 for any
   */
  public Optional<CachedObject> object(Key key, long revision) {
    await(revision);
    return cache.get(key);
  }

  /** The newest committed state of an object. */
  public Optional<CachedObject> newest(Key key) {
    return object(key, -1);
  }

  /**
   * All objects of a resource.
   *
   * @param revision as for {@link #object}
   */
  public Snapshot snapshot(String resource, long revision) {
    await(revision);
    return cache.snapshot(resource);
  }

  /**
   * All objects of a resource as they were.
   *
   * @throws dev.skiff.controlplane.store.StoreException.Compacted if that is forgotten
   */
  public Snapshot snapshotAt(String resource, long revision) {
    await(revision);
    return cache.snapshotAt(resource, revision);
  }

  /** Returns when the watch cache shows all that is committed, for those who must not wait. */
  public void awaitNewest() {
    await(-1);
  }

  private void await(long revision) {
    if (revision == 0) return;
    if (revision > 0 && !cache.awaitRevision(revision, PATIENCE)) {
      throw Statuses.revisionTooLarge(revision, cache.revision());
    }
    if (revision < 0 && !cache.awaitCurrent(PATIENCE)) {
      throw Statuses.unavailable("the watch cache lags behind the store");
    }
  }
}
