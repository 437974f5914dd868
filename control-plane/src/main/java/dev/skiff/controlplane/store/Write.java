package dev.skiff.controlplane.store;

import java.util.concurrent.CompletableFuture;

/**
 * A write that waits for the writer.
 *
 * @param expectedRevision the revision that must stand there; {@link #ABSENT} if nothing may
 * @param deletes whether the object is gone afterwards
 * @param done completes when the write is durable or refused
 */
record Write(
    Key key,
    long expectedRevision,
    boolean deletes,
    Content content,
    CompletableFuture<StoredObject> done) {
  static final long ABSENT = -1;

  Write(Key key, long expectedRevision, boolean deletes, Content content) {
    this(key, expectedRevision, deletes, content, new CompletableFuture<>());
  }

  /** Why this write cannot be on top of a state (null for none); null if it can. */
  StoreException objection(StoredObject current) {
    if (expectedRevision == ABSENT) {
      return current == null ? null : new StoreException.AlreadyExists(key);
    }
    if (current == null) return new StoreException.NotFound(key);
    return current.revision() == expectedRevision ? null : new StoreException.Conflict(current);
  }
}
