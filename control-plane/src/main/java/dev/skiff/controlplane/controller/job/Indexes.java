package dev.skiff.controlplane.controller.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A set of completion indexes, written as a Job's status does: {@code 1,3-5,7}. Immutable. */
final class Indexes {
  static final Indexes NONE = new Indexes(List.of());

  private final List<Range> ranges;

  /** Ranges in order, never next to each other. */
  private record Range(int first, int last) {
    @Override
    public String toString() {
      if (first == last) return Integer.toString(first);
      return first + (last == first + 1 ? "," : "-") + last;
    }
  }

  private Indexes(List<Range> ranges) {
    this.ranges = ranges;
  }

  static Indexes of(Collection<Integer> indexes) {
    return merged(new TreeSet<>(indexes).stream().map(index -> new Range(index, index)));
  }

  /**
   * Reads what {@link #toString} wrote. Parts that are no numbers are ignored, as are indexes from
   * {@code completions} on: the Job may have become smaller.
   *
   * @param text may be null
   */
  static Indexes parse(String text, int completions) {
    if (text == null || text.isEmpty()) return NONE;
    List<Range> ranges = new ArrayList<>();
    for (String part : text.split(",")) {
      String[] limits = part.split("-");
      try {
        int first = Integer.parseInt(limits[0]);
        int last = limits.length == 1 ? first : Integer.parseInt(limits[1]);
        if (first < completions) ranges.add(new Range(first, Math.min(last, completions - 1)));
      } catch (NumberFormatException e) {
        continue;
      }
    }
    return merged(ranges.stream());
  }

  Indexes plus(Indexes others) {
    return merged(Stream.concat(ranges.stream(), others.ranges.stream()));
  }

  boolean contains(int index) {
    return ranges.stream().anyMatch(range -> range.first <= index && index <= range.last);
  }

  int size() {
    return ranges.stream().mapToInt(range -> range.last - range.first + 1).sum();
  }

  /** How many indexes are in both sets. */
  int common(Indexes others) {
    return size() + others.size() - plus(others).size();
  }

  /** The first indexes below {@code completions} that are not in this set, at most so many. */
  List<Integer> missing(int count, int completions) {
    List<Integer> missing = new ArrayList<>();
    int candidate = 0;
    for (Range range : ranges) {
      int end = Math.min(range.first, completions);
      while (candidate < end && missing.size() < count) missing.add(candidate++);
      candidate = range.last + 1;
    }
    while (candidate < completions && missing.size() < count) missing.add(candidate++);
    return missing;
  }

  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
  }

  private static Indexes merged(Stream<Range> some) {
    List<Range> merged = new ArrayList<>();
    for (Range range : some.sorted(Comparator.comparingInt(Range::first)).toList()) {
      Range before = merged.isEmpty() ? null : merged.getLast();
      if (before == null || range.first > before.last + 1) merged.add(range);
      else
        merged.set(merged.size() - 1, new Range(before.first, Math.max(before.last, range.last)));
    }
    return new Indexes(List.copyOf(merged));
  }
}
