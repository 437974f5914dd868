package dev.skiff.controlplane.cache;

import dev.skiff.controlplane.store.Key;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * An immutable balanced (AVL) tree of objects in the order of their keys. A change copies the path
 * to the root and shares the rest, so that a snapshot costs nothing and a reader never meets a
 * writer. The empty tree is null; all operations take the root.
 */
record ObjectTree(ObjectTree left, CachedObject object, ObjectTree right, int height, int size) {

  static int size(ObjectTree tree) {
    return tree == null ? 0 : tree.size;
  }

  static CachedObject get(ObjectTree tree, Key key) {
    while (tree != null) {
      int order = key.compareTo(tree.object.key());
      if (order == 0) return tree.object;
      tree = order < 0 ? tree.left : tree.right;
    }
    return null;
  }

  static ObjectTree put(ObjectTree tree, CachedObject object) {
    if (tree == null) return node(null, object, null);
    int order = object.key().compareTo(tree.object.key());
    if (order == 0) return node(tree.left, object, tree.right);
    return order < 0
        ? balanced(put(tree.left, object), tree.object, tree.right)
        : balanced(tree.left, tree.object, put(tree.right, object));
  }

  static ObjectTree remove(ObjectTree tree, Key key) {
    if (tree == null) return null;
    int order = key.compareTo(tree.object.key());
    if (order < 0) return balanced(remove(tree.left, key), tree.object, tree.right);
    if (order > 0) return balanced(tree.left, tree.object, remove(tree.right, key));
    if (tree.left == null) return tree.right;
    if (tree.right == null) return tree.left;
    ObjectTree successor = tree.right;
    while (successor.left != null) successor = successor.left;
    return balanced(tree.left, successor.object, remove(tree.right, successor.object.key()));
  }

  /** How many keys are not behind this one. */
  static int rank(ObjectTree tree, Key key) {
    int rank = 0;
    while (tree != null) {
      if (key.compareTo(tree.object.key()) < 0) {
        tree = tree.left;
      } else {
        rank += size(tree.left) + 1;
        tree = tree.right;
      }
    }
    return rank;
  }

  /** The objects whose keys are behind a key, all for null. */
  static Iterator<CachedObject> iterator(ObjectTree tree, Key after) {
    Deque<ObjectTree> path = new ArrayDeque<>();
    while (tree != null) {
      if (after == null || after.compareTo(tree.object.key()) < 0) {
        path.push(tree);
        tree = tree.left;
      } else {
        tree = tree.right;
      }
    }
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !path.isEmpty();
      }

      @Override
      public CachedObject next() {
        if (path.isEmpty()) throw new NoSuchElementException();
        ObjectTree next = path.pop();
        for (ObjectTree child = next.right; child != null; child = child.left) path.push(child);
        return next.object;
      }
    };
  }

  private static int height(ObjectTree tree) {
    return tree == null ? 0 : tree.height;
  }

  private static ObjectTree node(ObjectTree left, CachedObject object, ObjectTree right) {
    int height = Math.max(height(left), height(right)) + 1;
    return new ObjectTree(left, object, right, height, size(left) + size(right) + 1);
  }

  private static ObjectTree balanced(ObjectTree left, CachedObject object, ObjectTree right) {
    int lean = height(left) - height(right);
    if (lean > 1) {
      if (height(left.left) >= height(left.right)) {
        return node(left.left, left.object, node(left.right, object, right));
      }
      ObjectTree middle = left.right;
      return node(
          node(left.left, left.object, middle.left),
          middle.object,
          node(middle.right, object, right));
    }
    if (lean < -1) {
      if (height(right.right) >= height(right.left)) {
        return node(node(left, object, right.left), right.object, right.right);
      }
      ObjectTree middle = right.left;
      return node(
          node(left, object, middle.left),
          middle.object,
          node(middle.right, right.object, right.right));
    }
    return node(left, object, right);
  }
}
