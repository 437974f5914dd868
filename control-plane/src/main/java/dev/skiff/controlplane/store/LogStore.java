package dev.skiff.controlplane.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * A store on a {@link Journal}. The newest states are in memory, where reads find them and writes
 * are checked; a {@link LogWriter} commits all writes that wait in one group.
 */
public final class LogStore implements Store {
  private final Journal journal;
  private final NavigableMap<Key, StoredObject> newest = new ConcurrentSkipListMap<>();
  private final LogWatchers watchers;
  private final LogWriter writer;

  /** Held by the writer while it publishes a group, by readers of more than one object. */
  private final ReadWriteLock publication = new ReentrantReadWriteLock();

  private volatile long revision;

  /**
   * Opens the store; the journal is closed with it.
   *
   * @param keep how long history is kept at most
   * @param keepRevisions how many revisions of history are kept at most
   */
  public LogStore(Journal journal, Duration keep, int keepRevisions) {
    this.journal = journal;
    this.revision = journal.revision();
    Retention retention = new Retention(keep, keepRevisions, System::nanoTime);
    for (StoredObject object : journal.list("", "", revision, null, 0)) {
      newest.put(object.key(), object);
      retention.live(object);
    }
    for (Journal.Entry entry : journal.entries(journal.compactedRevision(), revision)) {
      retention.committed(entry, false);
    }
    this.watchers = new LogWatchers();
    this.writer = new LogWriter(journal, retention, newest::get, this::publish, revision);
  }

  @Override
  public StoredObject create(Key key, Content content) {
    return await(new Write(key, Write.ABSENT, false, content));
  }

  @Override
  public StoredObject update(Key key, long expectedRevision, Content content) {
    return await(new Write(key, expectedRevision, false, content));
  }

  @Override
  public StoredObject delete(Key key, long expectedRevision, Content lastState) {
    return await(new Write(key, expectedRevision, true, lastState));
  }

  @Override
  public Optional<StoredObject> get(Key key) {
    return Optional.ofNullable(newest.get(key));
  }

  @Override
  public Page list(String resource, String namespace, long revision, Key after, int limit) {
    publication.readLock().lock();
    try {
      if (revision == 0 || revision == this.revision) {
        return listNewest(resource, namespace, after, limit);
      }
    } finally {
      publication.readLock().unlock();
    }
    if (revision > this.revision) {
      throw new IllegalArgumentException("Revision " + revision + " is in the future");
    }
    checkKnown(revision);
    List<StoredObject> objects = journal.list(resource, namespace, revision, after, limit);
    long total =
        limit == 0 || objects.size() < limit
            ? objects.size()
            : journal.count(resource, namespace, revision, after);
    // It may have been compacted while it was read.
    checkKnown(revision);
    return new Page(objects.stream().map(this::shared).toList(), revision, total - objects.size());
  }

  @Override
  public long revision() {
    return revision;
  }

  @Override
  public long compactedRevision() {
    return journal.compactedRevision();
  }

  @Override
  public AutoCloseable watch(long sinceRevision, Consumer<Change> consumer) {
    publication.readLock().lock();
    try {
      checkKnown(sinceRevision);
      List<Journal.Entry> past = history(sinceRevision, revision);
      // It may have been compacted while it was read.
      checkKnown(sinceRevision);
      return watchers.add(past, consumer);
    } finally {
      publication.readLock().unlock();
    }
  }

  @Override
  public void compact(long revision) {
    writer.compact(Math.min(revision, this.revision));
  }

  @Override
  public void close() {
    writer.close();
    watchers.close();
    journal.close();
  }

  private StoredObject await(Write write) {
    writer.submit(write);
    try {
      return write.done().get();
    } catch (InterruptedException e) {
      // The write stays in the queue: whoever gave up does not know how it ends.
      Thread.currentThread().interrupt();
      throw new StoreException.Unavailable("Interrupted while waiting for a commit", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException refused) throw refused;
      throw new IllegalStateException(e.getCause());
    }
  }

  private void publish(List<Journal.Entry> group) {
    publication.writeLock().lock();
    try {
      for (Journal.Entry entry : group) {
        StoredObject object = entry.object();
        if (entry.deleted()) newest.remove(object.key());
        else newest.put(object.key(), object);
      }
      revision = group.getLast().object().revision();
      watchers.publish(group);
    } finally {
      publication.writeLock().unlock();
    }
  }

  private Page listNewest(String resource, String namespace, Key after, int limit) {
    Key start = after == null ? new Key(resource, namespace, "") : after;
    Collection<StoredObject> candidates = newest.tailMap(start, after == null).values();
    List<StoredObject> objects = new ArrayList<>();
    long remaining = 0;
    for (StoredObject object : candidates) {
      Key key = object.key();
      if (!resource.isEmpty() && !key.resource().equals(resource)) break;
      if (!namespace.isEmpty() && !key.namespace().equals(namespace)) {
        if (resource.isEmpty()) continue;
        break;
      }
      if (limit > 0 && objects.size() == limit) remaining++;
      else objects.add(object);
    }
    return new Page(objects, revision, remaining);
  }

  private List<Journal.Entry> history(long after, long upTo) {
    return journal.entries(after, upTo).stream()
        .map(entry -> new Journal.Entry(shared(entry.object()), entry.previous(), entry.deleted()))
        .toList();
  }

  /** The instance that is in memory already, if it is the same state: bytes are kept once. */
  private StoredObject shared(StoredObject read) {
    StoredObject current = newest.get(read.key());
    return current != null && current.revision() == read.revision() ? current : read;
  }

  private void checkKnown(long asked) {
    long compacted = journal.compactedRevision();
    if (asked < compacted) throw new StoreException.Compacted(asked, compacted);
  }
}
