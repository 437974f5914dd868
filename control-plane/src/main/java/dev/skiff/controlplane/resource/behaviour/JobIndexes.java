package dev.skiff.controlplane.resource.behaviour;

import dev.skiff.controlplane.resource.validation.GoText;

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
      if (last >= first) throw unordered(last, first);
      total += end - first + 1;
      last = end;
    }
    return total;
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
