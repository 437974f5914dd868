package dev.skiff.controlplane.resource.schedule;

import dev.skiff.controlplane.resource.validation.GoNumbers;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * One field of a cron schedule.
 *
 * @param values that match
 * @param any whether it began with {@code *} or {@code ?} and so restricts nothing by itself
 */
record CronField(BitSet values, boolean any) {

  /**
   * Parses values, ranges, lists and steps.
   *
   * @param names of the values from {@code first} on; empty if the field knows no names
   * @throws IllegalArgumentException if it is none
   */
  static CronField parse(String text, int first, int last, List<String> names) {
    BitSet values = new BitSet();
    boolean any = false;
    for (String part : text.split(",")) {
      if (!part.isEmpty()) any |= add(values, part, first, last, names);
    }
    return new CronField(values, any);
  }

  boolean matches(int value) {
    return values.get(value);
  }

  private static boolean add(BitSet values, String part, int first, int last, List<String> names) {
    String[] stepped = part.split("/", -1);
    String[] range = stepped[0].split("-", -1);
    boolean star = range[0].equals("*") || range[0].equals("?");
    long from = first;
    long to = last;
    if (!star) {
      from = number(range[0], first, names);
      if (range.length > 2) throw new IllegalArgumentException("too many hyphens: " + part);
      to = range.length == 1 ? from : number(range[1], first, names);
    }
    if (stepped.length > 2) throw new IllegalArgumentException("too many slashes: " + part);
    long step = stepped.length == 2 ? number(stepped[1], first, List.of()) : 1;
    // A single value with a step means from there on.
    if (range.length == 1 && stepped.length == 2) to = last;
    if (from < first) {
      throw new IllegalArgumentException(
          "beginning of range (%d) below minimum (%d): %s".formatted(from, first, part));
    }
    if (to > last) {
      throw new IllegalArgumentException(
          "end of range (%d) above maximum (%d): %s".formatted(to, last, part));
    }
    if (from > to) {
      throw new IllegalArgumentException(
          "beginning of range (%d) beyond end of range (%d): %s".formatted(from, to, part));
    }
    if (step == 0) {
      throw new IllegalArgumentException("step of range should be a positive number: " + part);
    }
    for (int value = (int) from; value <= to; value += (int) Math.min(step, last + 1)) {
      values.set(value);
    }
    return star && step == 1;
  }

  private static long number(String text, int first, List<String> names) {
    int name = names.indexOf(text.toLowerCase(Locale.ROOT));
    if (name >= 0) return first + name;
    long number;
    try {
      number = GoNumbers.atoi(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "failed to parse int from " + text + ": " + e.getMessage(), e);
    }
    if (number >= 0) return number;
    throw new IllegalArgumentException(
        "negative number (%d) not allowed: %s".formatted(number, text));
  }
}
