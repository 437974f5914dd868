package dev.skiff.controlplane.cache;

import dev.skiff.controlplane.store.Key;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** All objects of one resource as they were at a revision. Immutable; cheap to take and to keep. */
public final class Snapshot {
  private final String resource;
  private final ObjectTree tree;
  private final long revision;

  Snapshot(String resource, ObjectTree tree, long revision) {
    this.resource = resource;
    this.tree = tree;
    this.revision = revision;
  }

  /** The revision that this shows: every change up to it is in, none behind it. */
  public long revision() {
    return revision;
  }

  public Optional<CachedObject> get(String namespace, String name) {
    return Optional.ofNullable(ObjectTree.get(tree, new Key(resource, namespace, name)));
  }

  /**
   * Objects in the order of their keys.
   *
   * @param namespace only this namespace; empty for all
   * @param after only keys behind this one; null for all
   */
  public Iterable<CachedObject> objects(String namespace, Key after) {
    if (tree == null) return Collections.emptyList();
    return namespace.isEmpty()
        ? () -> ObjectTree.iterator(tree, after)
        : () -> within(namespace, ObjectTree.iterator(tree, start(namespace, after)));
  }

  /** How many {@link #objects(String, Key)} gives, without walking them. */
  public int count(String namespace, Key after) {
    int behind = after == null ? 0 : ObjectTree.rank(tree, after);
    if (namespace.isEmpty()) return ObjectTree.size(tree) - behind;
    int start = ObjectTree.rank(tree, start(namespace, after));
    return Math.max(0, ObjectTree.rank(tree, endOf(namespace)) - start);
  }

  private Key start(String namespace, Key after) {
    Key first = new Key(resource, namespace, "");
    return after == null || after.compareTo(first) < 0 ? first : after;
  }

  /** Behind every object of a namespace: a namespace's name holds no NUL. */
  private Key endOf(String namespace) {
    return new Key(resource, namespace + '\0', "");
  }

  private static Iterator<CachedObject> within(String namespace, Iterator<CachedObject> objects) {
    return new Iterator<>() {
      private CachedObject next = advance();

      private CachedObject advance() {
        if (!objects.hasNext()) return null;
        CachedObject object = objects.next();
        return object.key().namespace().equals(namespace) ? object : null;
      }

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public CachedObject next() {
        if (next == null) throw new NoSuchElementException();
        CachedObject result = next;
        next = advance();
        return result;
      }
    };
  }
}
