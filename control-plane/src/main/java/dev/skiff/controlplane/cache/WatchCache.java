package dev.skiff.controlplane.cache;

import dev.skiff.controlplane.store.Change;
import dev.skiff.controlplane.store.Key;
import dev.skiff.controlplane.store.Store;
import dev.skiff.controlplane.store.StoreException;
import dev.skiff.controlplane.store.StoredObject;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * All objects in memory, fed by one watch of the store. Reads and watches are served from here and
 * never touch the store. Objects are parsed once, when they are committed.
 *
 * <p>Whoever must read at least what was committed before the question calls {@link
 * #awaitCurrent(Duration)} first. Safe for use by many threads; readers never wait for the feeder.
 */
public final class WatchCache implements AutoCloseable {
  private final Store store;
  private final Function<String, Collection<String>> selectableFields;
  private final int windowSize;
  private final long windowBytes;
  private final int queueCapacity;
  private final Map<String, ResourceView> views = new ConcurrentHashMap<>();
  private final long beginning;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition advanced = lock.newCondition();
  private final AutoCloseable feed;

  /** Bytes of states that the remembered changes hold. */
  private long remembered;

  private volatile long revision;

  /**
   * Returns when the cache has caught up with the store.
   *
   * @param selectableFields gives the selectable fields of a group resource; empty if unknown
   * @param windowSize how many changes of a resource are remembered for watches that resume
   * @param windowBytes how many bytes of states the remembered changes of all resources may hold
   * @param queueCapacity how many changes may wait for one watcher
   */
  public WatchCache(
      Store store,
      Function<String, Collection<String>> selectableFields,
      int windowSize,
      long windowBytes,
      int queueCapacity) {
    this.store = store;
    this.selectableFields = selectableFields;
    this.windowSize = windowSize;
    this.windowBytes = windowBytes;
    this.queueCapacity = queueCapacity;
    // The oldest known state and all changes since: so watches resume across a restart.
    beginning = store.compactedRevision();
    revision = beginning;
    for (StoredObject object : store.list("", "", beginning, null, 0).objects()) {
      view(object.key().resource()).load(object);
    }
    feed = store.watch(beginning, this::apply);
    if (!awaitCurrent(Duration.ofMinutes(1))) {
      throw new IllegalStateException("The watch cache cannot catch up with the store");
    }
  }

  /** The newest state that the cache has seen. */
  public Optional<CachedObject> get(Key key) {
    return Optional.ofNullable(view(key.resource()).get(key));
  }

  /**
   * All objects of a resource at the newest revision that the cache has seen.
   *
   * @param resource group resource such as {@code deployments.apps}
   */
  public Snapshot snapshot(String resource) {
    long seen = revision;
    return view(resource).snapshot(seen);
  }

  /**
   * All objects of a resource as they were at a revision that the cache has seen.
   *
   * @throws StoreException.Compacted if it is forgotten
   */
  public Snapshot snapshotAt(String resource, long revision) {
    long compacted = store.compactedRevision();
    // A resource that has not changed since could still be shown, but clients count on an end.
    if (revision < compacted) throw new StoreException.Compacted(revision, compacted);
    ResourceView view = view(resource);
    Snapshot snapshot = view.snapshotAt(revision);
    if (snapshot != null) return snapshot;
    FieldPaths paths = new FieldPaths(selectableFields.apply(resource));
    ObjectTree tree = null;
    for (StoredObject object : store.list(resource, "", revision, null, 0).objects()) {
      tree = ObjectTree.put(tree, paths.read(object));
    }
    return new Snapshot(resource, tree, revision);
  }

  /** The newest revision that the cache has seen: all changes up to it can be read here. */
  public long revision() {
    return revision;
  }

  /**
   * Waits until the cache has seen a revision.
   *
   * @return false if it did not in that time
   */
  public boolean awaitRevision(long wanted, Duration timeout) {
    if (revision >= wanted) return true;
    lock.lock();
    try {
      long left = timeout.toNanos();
      while (revision < wanted && left > 0) left = advanced.awaitNanos(left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return revision >= wanted;
  }

  /**
   * Waits until the cache has seen what the store has committed up to now: what is read afterwards
   * is consistent.
   *
   * @return false if it did not in that time
   */
  public boolean awaitCurrent(Duration timeout) {
    return awaitRevision(store.revision(), timeout);
  }

  /**
   * Watches a resource.
   *
   * @param resource group resource such as {@code deployments.apps}
   * @param since changes after this revision are delivered, those of the past included
   * @param relevant changes that the watcher wants; called on the cache's feeder, must be quick and
   *     must not throw. It sees the previous labels and fields too, for objects that leave a
   *     selection.
   * @throws StoreException.Compacted if changes since then are forgotten
   */
  public Watch watch(String resource, long since, Predicate<CachedChange> relevant) {
    return view(resource).watch(since, relevant, queueCapacity, this::revision);
  }

  /** Looks up all selectable fields again; to be called after the set of types changed. */
  public void typesChanged() {
    lock.lock();
    try {
      views.forEach((resource, view) -> view.selectable(selectableFields.apply(resource)));
    } finally {
      lock.unlock();
    }
  }

  /** Ends the feed and all watches. The store stays open. */
  @Override
  public void close() {
    try {
      feed.close();
    } catch (Exception e) {
      throw new IllegalStateException("The store's watch does not close", e);
    }
    views.values().forEach(ResourceView::close);
  }

  private void apply(Change change) {
    lock.lock();
    try {
      remembered += view(change.object().key().resource()).apply(change);
      while (remembered > windowBytes) remembered -= withOldestChange().forgetOldest();
      revision = change.object().revision();
      advanced.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private ResourceView withOldestChange() {
    return Collections.min(views.values(), Comparator.comparingLong(ResourceView::oldest));
  }

  private ResourceView view(String resource) {
    return views.computeIfAbsent(
        resource,
        name -> new ResourceView(name, beginning, windowSize, selectableFields.apply(name)));
  }
}
