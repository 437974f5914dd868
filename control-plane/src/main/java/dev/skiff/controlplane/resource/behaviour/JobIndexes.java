package dev.skiff.controlplane.resource.behaviour;

import dev.skiff.controlplane.resource.validation.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Indexes of a Job's Pods as text: {@code 0,3-5}. */
final class JobIndexes {
  private JobIndexes() {}

  /**
   * How many there are.
   *
   * @param completions above the highest index there may be
   * @throws IllegalArgumentException with upstream's words if the text is malformed
   */
  static long count(String text, long completions) {
    if (text.isEmpty()) return 0;
    long total = 0;
    long last = -1;
    for (String interval : text.split(",", -1)) {
      long[] limits = interval(interval, completions);
      long first = limits[0];
      long end = limits[1];
      if (last >= first) throw unordered(last, first);
      total += end - first + 1;
      last = end;
    }
    return total;
  }

  /** The first index that is in both texts; what is malformed in them is passed over. */
  static OptionalLong common(String one, String other, long completions) {
    List<long[]> left = intervals(one, completions);
    List<long[]> right = intervals(other, completions);
    int l = 0;
    int r = 0;
    while (l < left.size() && r < right.size()) {
      long[] mine = left.get(l);
      long[] theirs = right.get(r);
      if (mine[0] <= theirs[1] && theirs[0] <= mine[1]) {
        return OptionalLong.of(Math.max(mine[0], theirs[0]));
      }
      if (mine[0] <= theirs[0]) l++;
      else r++;
    }
    return OptionalLong.empty();
  }

  private static List<long[]> intervals(String text, long completions) {
    List<long[]> intervals = new ArrayList<>();
    if (text.isEmpty()) return intervals;
    for (String interval : text.split(",", -1)) {
      try {
        intervals.add(interval(interval, completions));
      } catch (IllegalArgumentException malformed) {
        // That it is malformed is said by whoever counts.
      }
    }
    return intervals;
  }

  private static long[] interval(String interval, long completions) {
    String[] limits = interval.split("-", -1);
    if (limits.length > 2) {
      throw new IllegalArgumentException(
          "the fragment "
              + GoText.quote(interval)
              + " violates the requirement that an index interval can have at most two parts"
              + " separated by '-'");
    }
    long first = index(limits[0], completions);
    long end = limits.length == 1 ? first : index(limits[1], completions);
    if (limits.length == 2 && first >= end) throw unordered(first, end);
    return new long[] {first, end};
  }

  private static long index(String text, long completions) {
    long index;
    try {
      index = Long.parseLong(text);
    } catch (NumberFormatException none) {
      throw new IllegalArgumentException(
          "cannot convert string to integer for index: " + GoText.quote(text));
    }
    if (index < completions) return index;
    throw new IllegalArgumentException("too large index: " + GoText.quote(text));
  }

  private static IllegalArgumentException unordered(long previous, long current) {
    return new IllegalArgumentException(
        "non-increasing order, previous: " + previous + ", current: " + current);
  }
}
