package dev.skiff.controlplane.api.request;

import dev.skiff.controlplane.resource.validation.GoText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 1h30m}, {@code 1.5s}, {@code 100ms}. */
public final class GoDuration {
  private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)([^.\\d]*)");
  private static final Set<String> UNITS = Set.of("ns", "us", "µs", "μs", "ms", "s", "m", "h");

  private GoDuration() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if it is none, or longer than 292 years; in Go's words
   */
  public static Duration parse(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) return Duration.ZERO;
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(rest);
    int end = 0;
    while (end < rest.length()) {
      if (rest.length() > 100 || !part.find(end) || part.start() != end) throw invalid(text);
      String unit = part.group(2);
      if (unit.isEmpty()) throw wrong("missing unit in duration", text);
      if (!UNITS.contains(unit)) {
        throw wrong("unknown unit " + GoText.quote(unit) + " in duration", text);
      }
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit(unit)));
      end = part.end();
    }
    if (end == 0 || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) throw invalid(text);
    Duration duration = Duration.ofNanos(nanos.longValue());
    return negative ? duration.negated() : duration;
  }

  private static BigDecimal unit(String name) {
    return BigDecimal.valueOf(
        switch (name) {
          case "ns" -> 1L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default -> 1_000L;
        });
  }

  private static IllegalArgumentException invalid(String text) {
    return wrong("invalid duration", text);
  }

  private static IllegalArgumentException wrong(String what, String text) {
    return new IllegalArgumentException("time: " + what + " " + GoText.quote(text));
  }
}
