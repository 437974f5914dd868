package dev.skiff.controlplane.store;

import java.util.List;

/**
 * The medium below {@link LogStore}: an append-only log of committed states, one row per revision.
 * One thread at a time appends or compacts; any thread reads. Every method throws {@link
 * StoreException.Unavailable} if the medium fails.
 */
public interface Journal extends AutoCloseable {
  /** The revision of a store that nothing was ever written to. */
  long FIRST_REVISION = 1;

  /**
   * Appends entries in one transaction: when this returns they are durable, when it throws none is
   * there.
   *
   * @param entries in the order of their revisions, each behind {@link #revision()}
   */
  void append(List<Entry> entries);

  /** The revision of the last entry; {@link #FIRST_REVISION} if there never was one. */
  long revision();

  /** The oldest revision that can be listed at. */
  long compactedRevision();

  /** The objects that are alive at a revision, in the order of their keys; see {@link Store}. */
  List<StoredObject> list(String resource, String namespace, long revision, Key after, int limit);

  /** How many objects {@link #list} would give without a limit. */
  long count(String resource, String namespace, long revision, Key after);

  /**
   * Entries of a range of revisions in their order.
   *
   * @param after exclusive
   * @param upTo inclusive
   */
  List<Entry> entries(long after, long upTo);

  /** Forgets what nobody can list at {@code revision} or later, and gives its room back. */
  void compact(long revision);

  @Override
  void close();

  /**
   * A committed state.
   *
   * @param object the state; the last one for a deletion
   * @param previous the state that it replaces, null for none; not stored again with the entry
   * @param deleted whether the object is gone since
   */
  record Entry(StoredObject object, StoredObject previous, boolean deleted) {
    Change change() {
      Change.Type type =
          deleted
              ? Change.Type.DELETED
              : previous == null ? Change.Type.ADDED : Change.Type.MODIFIED;
      return new Change(type, object, previous);
    }
  }
}
