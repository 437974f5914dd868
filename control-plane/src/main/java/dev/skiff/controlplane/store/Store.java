package dev.skiff.controlplane.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where the cluster's objects live. One global revision orders all changes. A write returns only
 * when it is durable. All methods block and may be called from any thread; use a virtual one.
 *
 * <p>Every implementation passes the same contract test suite.
 */
public interface Store extends AutoCloseable {

  /**
   * Commits a new object.
   *
   * @throws StoreException.AlreadyExists if there is one at this key
   */
  StoredObject create(Key key, Content content);

  /**
   * Replaces an object.
   *
   * @param expectedRevision the revision that the caller has seen
   * @throws StoreException.Conflict if the object has another revision now; it carries the current
   *     state
   * @throws StoreException.NotFound if there is no object
   */
  StoredObject update(Key key, long expectedRevision, Content content);

  /**
   * Removes an object.
   *
   * @param lastState what watchers are told; carries the revision of the deletion
   * @throws StoreException.Conflict as for {@link #update}
   * @throws StoreException.NotFound as for {@link #update}
   */
  StoredObject delete(Key key, long expectedRevision, Content lastState);

  /** The newest state, empty if there is no such object. */
  Optional<StoredObject> get(Key key);

  /**
   * Objects in the order of their keys, as they were at a revision.
   *
   * @param resource only this group resource; empty for all
   * @param namespace only this namespace; empty for all
   * @param revision the revision to list at; 0 for the newest
   * @param after only keys behind this one; null for all
   * @param limit at most so many; 0 for all
   * @throws StoreException.Compacted if the revision is no longer known
   */
  Page list(String resource, String namespace, long revision, Key after, int limit);

  /** The newest committed revision. */
  long revision();

  /** The oldest revision that can still be listed at or watched from. */
  long compactedRevision();

  /**
   * Delivers every change after a revision, in order, each once, on one thread, until closed.
   *
   * @throws StoreException.Compacted if the changes since then are no longer known
   */
  AutoCloseable watch(long sinceRevision, Consumer<Change> consumer);

  /** Forgets history up to a revision. */
  void compact(long revision);

  @Override
  void close();

  /**
   * A part of a list.
   *
   * @param objects in the order of their keys
   * @param revision the revision that the list shows
   * @param remaining how many objects follow
   */
  record Page(List<StoredObject> objects, long revision, long remaining) {}
}
