package dev.skiff.controlplane.informer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.cache.CachedChange;
import dev.skiff.controlplane.cache.CachedObject;
import dev.skiff.controlplane.cache.Snapshot;
import dev.skiff.controlplane.cache.Watch;
import dev.skiff.controlplane.cache.WatchCache;
import dev.skiff.controlplane.informer.ClusterState.Event;
import dev.skiff.controlplane.store.Change;
import dev.skiff.controlplane.store.Key;
import dev.skiff.controlplane.store.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Follows one resource of the watch cache on a virtual thread, and starts over when it falls
 * behind.
 */
final class CacheFollower implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CacheFollower.class);

  private final WatchCache cache;
  private final String resource;
  private final Predicate<Key> wanted;
  private final Consumer<Event> consumer;
  private final Map<Key, CachedObject> known = new HashMap<>();
  private volatile boolean closed;
  private Thread thread;

  CacheFollower(
      WatchCache cache, String resource, Predicate<Key> wanted, Consumer<Event> consumer) {
    this.cache = cache;
    this.resource = resource;
    this.wanted = wanted;
    this.consumer = consumer;
  }

  /** Delivers what is there, then goes on in the background. */
  CacheFollower start() {
    long revision = deliverAll();
    thread = Thread.ofVirtual().name("follow-" + resource).start(() -> run(revision));
    return this;
  }

  private void run(long since) {
    long revision = since;
    while (!closed) {
      try (Watch watch = cache.watch(resource, revision, this::relevant)) {
        while (!closed && !watch.ended()) {
          CachedChange change = watch.await();
          if (change != null) deliver(change);
        }
      } catch (StoreException.Compacted _) {
        // Deliver all again, below.
      } catch (InterruptedException _) {
        return;
      }
      if (!closed && !Thread.currentThread().isInterrupted()) revision = deliverAll();
    }
  }

  private boolean relevant(CachedChange change) {
    return wanted.test(change.object().key());
  }

  private long deliverAll() {
    Snapshot snapshot = cache.snapshot(resource);
    Map<Key, CachedObject> gone = new HashMap<>(known);
    // In the order in which they were written: a revision that was delivered stands for all before.
    List<CachedObject> objects = new ArrayList<>();
    for (CachedObject object : snapshot.objects("", null)) {
      if (wanted.test(object.key())) objects.add(object);
    }
    objects.sort(Comparator.comparingLong(CachedObject::revision));
    for (CachedObject object : objects) {
      gone.remove(object.key());
      known.put(object.key(), object);
      accept(Change.Type.ADDED, object);
    }
    gone.forEach(
        (key, object) -> {
          known.remove(key);
          accept(Change.Type.DELETED, object);
        });
    return snapshot.revision();
  }

  private void deliver(CachedChange change) {
    CachedObject object = change.object();
    if (change.type() == Change.Type.DELETED) known.remove(object.key());
    else known.put(object.key(), object);
    accept(change.type(), object);
  }

  private void accept(Change.Type type, CachedObject object) {
    ObjectNode tree = CachedClusterState.parse(object);
    try {
      consumer.accept(new Event(type, tree));
    } catch (RuntimeException defect) {
      LOG.errorf(defect, "Cannot handle a change of %s", object.key());
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
