package dev.skiff.controlplane.store.sqlite;

import dev.skiff.controlplane.store.Change;
import dev.skiff.controlplane.store.Content;
import dev.skiff.controlplane.store.Key;
import dev.skiff.controlplane.store.Store;
import dev.skiff.controlplane.store.StoredObject;
import java.util.Optional;
import java.util.function.Consumer;
import org.hibernate.SessionFactory;

/** Closes the sessions' connections with the store, as the application's container does. */
record ClosingStore(Store store, SessionFactory sessions) implements Store {
  @Override
  public StoredObject create(Key key, Content content) {
    return store.create(key, content);
  }

  @Override
  public StoredObject update(Key key, long expectedRevision, Content content) {
    return store.update(key, expectedRevision, content);
  }

  @Override
  public StoredObject delete(Key key, long expectedRevision, Content lastState) {
    return store.delete(key, expectedRevision, lastState);
  }

  @Override
  public Optional<StoredObject> get(Key key) {
    return store.get(key);
  }

  @Override
  public Page list(String resource, String namespace, long revision, Key after, int limit) {
    return store.list(resource, namespace, revision, after, limit);
  }

  @Override
  public long revision() {
    return store.revision();
  }

  @Override
  public long compactedRevision() {
    return store.compactedRevision();
  }

  @Override
  public AutoCloseable watch(long sinceRevision, Consumer<Change> consumer) {
    return store.watch(sinceRevision, consumer);
  }

  @Override
  public void compact(long revision) {
    store.compact(revision);
  }

  @Override
  public void close() {
    store.close();
    sessions.close();
  }
}
