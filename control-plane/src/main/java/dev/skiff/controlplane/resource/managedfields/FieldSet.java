package dev.skiff.controlplane.resource.managedfields;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A set of paths into an object. Immutable; all operations are linear in what they look at and
 * share what they leave as it is.
 *
 * <p>The set is a tree: at each level sorted entries, each of which may be a member itself, or have
 * members below it, or both.
 */
public final class FieldSet {
  /** No path at all. */
  public static final FieldSet EMPTY = new FieldSet(List.of());

  private final List<Entry> entries;

  /**
   * @param entries sorted, without repetition, none of them void
   */
  private FieldSet(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * A step that is in the set, or leads to something in it.
   *
   * @param member whether the path that ends here is in the set
   * @param children paths that go on from here
   */
  record Entry(PathElement element, boolean member, FieldSet children) {
    static Entry leaf(PathElement element) {
      return new Entry(element, true, EMPTY);
    }

    private boolean isVoid() {
      return !member && children.isEmpty();
    }
  }

  /**
   * The set of these entries, in whatever order they come; entries of the same element are united.
   */
  static FieldSet of(List<Entry> unsorted) {
    if (unsorted.isEmpty()) return EMPTY;
    List<Entry> sorted = new ArrayList<>(unsorted);
    sorted.sort((left, right) -> left.element().compareTo(right.element()));
    for (int i = sorted.size() - 1; i > 0; i--) {
      Entry left = sorted.get(i - 1);
      Entry right = sorted.get(i);
      if (left.element().compareTo(right.element()) == 0) {
        sorted.set(i - 1, united(left, right));
        sorted.remove(i);
      }
    }
    return new FieldSet(sorted);
  }

  /** The set of one path of fields. */
  public static FieldSet ofFields(String... names) {
    FieldSet set = EMPTY;
    for (int i = names.length - 1; i >= 0; i--) {
      boolean last = i == names.length - 1;
      set = new FieldSet(List.of(new Entry(PathElement.field(names[i]), last, set)));
    }
    return set;
  }

  List<Entry> entries() {
    return entries;
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** What is known of an element; null if nothing. */
  Entry get(PathElement element) {
    int low = 0;
    int high = entries.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = entries.get(middle).element().compareTo(element);
      if (order == 0) return entries.get(middle);
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return null;
  }

  /** Whether the path of these fields is in the set. */
  public boolean hasFields(String... names) {
    FieldSet level = this;
    for (int i = 0; i < names.length; i++) {
      Entry entry = level.get(PathElement.field(names[i]));
      if (entry == null) return false;
      if (i == names.length - 1) return entry.member();
      level = entry.children();
    }
    return false;
  }

  /** Paths that are in either. */
  public FieldSet union(FieldSet other) {
    if (isEmpty()) return other;
    if (other.isEmpty()) return this;
    List<Entry> result = new ArrayList<>(entries.size() + other.entries.size());
    int i = 0;
    int j = 0;
    while (i < entries.size() && j < other.entries.size()) {
      Entry left = entries.get(i);
      Entry right = other.entries.get(j);
      int order = left.element().compareTo(right.element());
      if (order <= 0) i++;
      if (order >= 0) j++;
      result.add(order < 0 ? left : order > 0 ? right : united(left, right));
    }
    result.addAll(entries.subList(i, entries.size()));
    result.addAll(other.entries.subList(j, other.entries.size()));
    return new FieldSet(result);
  }

  private static Entry united(Entry left, Entry right) {
    return new Entry(
        left.element(), left.member() || right.member(), left.children().union(right.children()));
  }

  /** Paths that are in both. */
  public FieldSet intersection(FieldSet other) {
    if (isEmpty() || other.isEmpty()) return EMPTY;
    List<Entry> result = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < entries.size() && j < other.entries.size()) {
      Entry left = entries.get(i);
      Entry right = other.entries.get(j);
      int order = left.element().compareTo(right.element());
      if (order <= 0) i++;
      if (order >= 0) j++;
      if (order != 0) continue;
      Entry both =
          new Entry(
              left.element(),
              left.member() && right.member(),
              left.children().intersection(right.children()));
      if (!both.isVoid()) result.add(both);
    }
    return result.isEmpty() ? EMPTY : new FieldSet(result);
  }

  /** Paths of this set that are not in the other. */
  public FieldSet difference(FieldSet other) {
    return difference(other, false);
  }

  /** Paths of this set that are not in the other, nor below a path that is. */
  public FieldSet recursiveDifference(FieldSet other) {
    return difference(other, true);
  }

  private FieldSet difference(FieldSet other, boolean recursive) {
    if (isEmpty() || other.isEmpty()) return this;
    List<Entry> result = new ArrayList<>(entries.size());
    boolean changed = false;
    int j = 0;
    for (Entry entry : entries) {
      int order = -1;
      while (j < other.entries.size()
          && (order = entry.element().compareTo(other.entries.get(j).element())) > 0) {
        j++;
      }
      if (j == other.entries.size() || order != 0) {
        result.add(entry);
        continue;
      }
      Entry rest = without(entry, other.entries.get(j), recursive);
      changed |= rest != entry;
      if (!rest.isVoid()) result.add(rest);
    }
    if (!changed) return this;
    return result.isEmpty() ? EMPTY : new FieldSet(result);
  }

  private static Entry without(Entry entry, Entry other, boolean recursive) {
    FieldSet children =
        recursive && other.member()
            ? EMPTY
            : entry.children().difference(other.children(), recursive);
    boolean member = entry.member() && !other.member();
    return member == entry.member() && children == entry.children()
        ? entry
        : new Entry(entry.element(), member, children);
  }

  /**
   * Calls back with each path, in upstream's order: at each level the members, then what is below.
   */
  void forEachPath(Consumer<List<PathElement>> action) {
    forEachPath(new ArrayList<>(), action);
  }

  private void forEachPath(List<PathElement> prefix, Consumer<List<PathElement>> action) {
    for (Entry entry : entries) {
      if (!entry.member()) continue;
      prefix.add(entry.element());
      action.accept(List.copyOf(prefix));
      prefix.removeLast();
    }
    for (Entry entry : entries) {
      prefix.add(entry.element());
      entry.children().forEachPath(prefix, action);
      prefix.removeLast();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldSet set && entries.equals(set.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  /** One path a line, as messages to users write them. */
  @Override
  public String toString() {
    List<String> paths = new ArrayList<>();
    forEachPath(path -> paths.add(text(path)));
    return String.join("\n", paths);
  }

  /** A path as messages to users write it. */
  static String text(List<PathElement> path) {
    StringBuilder text = new StringBuilder();
    path.forEach(text::append);
    return text.toString();
  }
}
