package dev.skiff.controlplane.cache;

import dev.skiff.controlplane.store.Change;
import dev.skiff.controlplane.store.Key;
import dev.skiff.controlplane.store.StoreException;
import dev.skiff.controlplane.store.StoredObject;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * One resource's objects now, its recent changes, and who watches it. The lock orders the cache's
 * feeder and watches that begin; readers of objects take none.
 */
final class ResourceView {
  /** A change and all objects after it. */
  private record Entry(CachedChange change, ObjectTree after) {}

  /** The objects and the revision of the last change to them. */
  private record State(ObjectTree tree, long revision) {}

  private final String resource;
  private final int windowSize;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<ObjectWatch> watches = ConcurrentHashMap.newKeySet();
  private final Deque<Entry> window = new ArrayDeque<>();
  private volatile FieldPaths paths;
  private volatile State state;
  private State floor;

  /**
   * @param beginning changes before this revision are unknown
   * @param windowSize how many changes are remembered
   */
  ResourceView(String resource, long beginning, int windowSize, Collection<String> fields) {
    this.resource = resource;
    this.windowSize = windowSize;
    this.paths = new FieldPaths(fields);
    this.floor = new State(null, beginning);
    this.state = floor;
  }

  /** Puts an object that was there at the beginning. */
  void load(StoredObject stored) {
    state = new State(ObjectTree.put(state.tree, paths.read(stored)), state.revision);
    floor = state;
  }

  /** Returns by how many bytes of states more is remembered of changes now. */
  long apply(Change change) {
    CachedObject object = paths.read(change.object());
    CachedObject previous = ObjectTree.get(state.tree, change.object().key());
    CachedChange cached = new CachedChange(change.type(), object, previous);
    ObjectTree after =
        change.type() == Change.Type.DELETED
            ? ObjectTree.remove(state.tree, object.key())
            : ObjectTree.put(state.tree, object);
    lock.lock();
    try {
      state = new State(after, object.revision());
      window.addLast(new Entry(cached, after));
      long more = object.json().length;
      if (window.size() > windowSize) more -= forgetOldest();
      for (ObjectWatch watch : watches) watch.offer(cached);
      return more;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The revision of the oldest change that is remembered; the greatest number if there is none. For
   * the cache's feeder.
   */
  long oldest() {
    Entry oldest = window.peekFirst();
    return oldest == null ? Long.MAX_VALUE : oldest.change.revision();
  }

  /** Forgets one change, before which watches cannot resume any more; returns its bytes. */
  long forgetOldest() {
    lock.lock();
    try {
      Entry oldest = window.removeFirst();
      floor = new State(oldest.after, oldest.change.revision());
      return oldest.change.object().json().length;
    } finally {
      lock.unlock();
    }
  }

  CachedObject get(Key key) {
    return ObjectTree.get(state.tree, key);
  }

  /**
   * @param seen a revision that the cache had seen before this call
   */
  Snapshot snapshot(long seen) {
    State now = state;
    return new Snapshot(resource, now.tree, Math.max(seen, now.revision));
  }

  /** The objects as they were; null if the window does not reach back so far. */
  Snapshot snapshotAt(long revision) {
    lock.lock();
    try {
      if (revision >= state.revision) return new Snapshot(resource, state.tree, revision);
      if (revision < floor.revision) return null;
      Iterator<Entry> newestFirst = window.descendingIterator();
      while (newestFirst.hasNext()) {
        Entry entry = newestFirst.next();
        if (entry.change.revision() <= revision) {
          return new Snapshot(resource, entry.after, revision);
        }
      }
      return new Snapshot(resource, floor.tree, revision);
    } finally {
      lock.unlock();
    }
  }

  Watch watch(
      long since, Predicate<CachedChange> relevant, int capacity, LongSupplier cacheRevision) {
    ObjectWatch watch = new ObjectWatch(since, relevant, capacity, cacheRevision, watches::remove);
    lock.lock();
    try {
      if (since < floor.revision) throw new StoreException.Compacted(since, floor.revision);
      for (Entry entry : window) watch.replay(entry.change);
      watches.add(watch);
      return watch;
    } finally {
      lock.unlock();
    }
  }

  /** Reads the objects again if other fields became selectable; done by the cache's feeder. */
  void selectable(Collection<String> fields) {
    if (paths.sameNames(fields)) return;
    FieldPaths newPaths = new FieldPaths(fields);
    ObjectTree tree = null;
    Iterator<CachedObject> objects = ObjectTree.iterator(state.tree, null);
    while (objects.hasNext()) tree = ObjectTree.put(tree, newPaths.read(objects.next().stored()));
    paths = newPaths;
    state = new State(tree, state.revision);
  }

  /** Ends all watches. */
  void close() {
    watches.forEach(ObjectWatch::close);
  }
}
