package dev.skiff.controlplane.resource;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;

/**
 * Patterns of Go's syntax, RE2's: matching takes time linear in the text. Go limits how deeply
 * patterns nest, how often they repeat and how large they become; re2j does not, so that a short
 * pattern could take all memory or the whole stack. They are read here before re2j sees them.
 */
public final class GoRegexp {
  private static final java.util.regex.Pattern REPETITION =
      java.util.regex.Pattern.compile("\\{(\\d++)(,(\\d*+))?}");
  private static final int DEEPEST = 1000;
  private static final int MOST_REPEATED = 1000;

  /** Of steps when compiled; Go, whose steps are smaller, allows 3 million. */
  private static final long LARGEST = 500_000;

  /** Classes such as {@code \pL}, each of which may be a table of a thousand ranges. */
  private static final int MOST_PROPERTIES = 4096;

  private final String pattern;
  private final Deque<Group> open = new ArrayDeque<>();
  private int at;
  private int properties;

  /** What is between parentheses: its size so far, and the last part of it. */
  private static final class Group {
    private long size = 1;
    private long last;
    private long repeated = 1;
    private long lastRepeated = 1;

    private void add(long partSize, long partRepeated) {
      size += partSize;
      last = partSize;
      lastRepeated = partRepeated;
      repeated = Math.max(repeated, partRepeated);
    }
  }

  private GoRegexp(String pattern) {
    this.pattern = pattern;
    open.push(new Group());
  }

  /**
   * Compiles a pattern.
   *
   * @throws PatternSyntaxException if it is none, or beyond the limits; in Go's words
   */
  public static Pattern compile(String pattern) {
    new GoRegexp(pattern).check();
    return Pattern.compile(pattern);
  }

  private void check() {
    while (at < pattern.length()) {
      switch (pattern.charAt(at)) {
        case '\\' -> escape();
        case '[' -> characterClass();
        case '(' -> open();
        case ')' -> close();
        case '{' -> repetition();
        default -> character();
      }
    }
  }

  private void character() {
    at++;
    add(1, 1);
  }

  private void add(long size, long repeated) {
    open.element().add(size, repeated);
    limitSize();
  }

  private void limitSize() {
    if (open.element().size > LARGEST) throw tooLarge();
  }

  private PatternSyntaxException tooLarge() {
    return new PatternSyntaxException("expression too large", pattern);
  }

  private void escape() {
    char kind = at + 1 < pattern.length() ? pattern.charAt(at + 1) : ' ';
    if (kind == 'Q') {
      int end = pattern.indexOf("\\E", at + 2);
      int length = (end < 0 ? pattern.length() : end) - at - 2;
      at = end < 0 ? pattern.length() : end + 2;
      if (length > 1) add(length - 1, 1);
      add(1, 1);
      return;
    }
    property(kind);
    at += 2;
    boolean braces =
        (kind == 'p' || kind == 'P' || kind == 'x')
            && at < pattern.length()
            && pattern.charAt(at) == '{';
    if (braces) at = after('}', at);
    add(1, 1);
  }

  private void property(char kind) {
    if (kind != 'p' && kind != 'P') return;
    if (++properties > MOST_PROPERTIES) throw tooLarge();
  }

  private int after(char wanted, int from) {
    int found = pattern.indexOf(wanted, from);
    return found < 0 ? pattern.length() : found + 1;
  }

  /** A closing bracket that comes first is one of the characters. */
  private void characterClass() {
    at++;
    if (at < pattern.length() && pattern.charAt(at) == '^') at++;
    int first = at;
    while (at < pattern.length() && (pattern.charAt(at) != ']' || at == first)) {
      if (pattern.startsWith("[:", at) && pattern.indexOf(":]", at + 2) > 0) {
        at = pattern.indexOf(":]", at + 2) + 2;
      } else if (pattern.charAt(at) == '\\') {
        if (at + 1 < pattern.length()) property(pattern.charAt(at + 1));
        at += 2;
      } else {
        at++;
      }
    }
    at++;
    add(1, 1);
  }

  private void open() {
    if (open.size() >= DEEPEST) {
      throw new PatternSyntaxException("expression nests too deeply", pattern);
    }
    open.push(new Group());
    at++;
    if (at >= pattern.length() || pattern.charAt(at) != '?') return;
    while (at < pattern.length() && ":>)".indexOf(pattern.charAt(at)) < 0) at++;
    if (at < pattern.length() && pattern.charAt(at) != ')') at++;
  }

  private void close() {
    at++;
    if (open.size() == 1) return;
    Group group = open.pop();
    add(group.size + 1, group.repeated);
  }

  /** {@code {3}}, {@code {3,}} or {@code {3,5}}; anything else is characters. */
  private void repetition() {
    Matcher operator = REPETITION.matcher(pattern).region(at, pattern.length());
    if (!operator.lookingAt()) {
      character();
      return;
    }
    at = operator.end();
    String most = operator.group(3);
    long times = Math.max(1, times(most == null || most.isEmpty() ? operator.group(1) : most));
    Group group = open.element();
    if (times * group.lastRepeated > MOST_REPEATED) {
      throw new PatternSyntaxException("invalid repeat count", operator.group());
    }
    group.size += group.last * (times - 1);
    group.last *= times;
    group.lastRepeated *= times;
    group.repeated = Math.max(group.repeated, group.lastRepeated);
    limitSize();
  }

  private static long times(String digits) {
    return digits.length() > 4 ? MOST_REPEATED + 1 : Long.parseLong(digits);
  }
}
