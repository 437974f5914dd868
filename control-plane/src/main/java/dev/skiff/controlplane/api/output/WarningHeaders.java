package dev.skiff.controlplane.api.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Values of {@code Warning} headers (RFC 7234, section 5.5). As upstream's, they are cut when all
 * of them together are long: clients have limits for heads.
 */
final class WarningHeaders {
  /** Characters that all warnings of an answer may have before they are cut. */
  private static final int LIMIT = 4096;

  /** Characters that are left of each that is cut. */
  private static final int CUT = 256;

  private WarningHeaders() {}

  /** The headers of the warnings, each text once; what cannot be in a header is left out. */
  static List<String> of(List<String> warnings) {
    List<String> texts = warnings.stream().distinct().filter(WarningHeaders::canBeWritten).toList();
    int length = texts.stream().mapToInt(WarningHeaders::length).sum();
    return (length > LIMIT ? cut(texts) : texts).stream().map(WarningHeaders::header).toList();
  }

  private static List<String> cut(List<String> texts) {
    List<String> kept = new ArrayList<>();
    int length = 0;
    for (String text : texts) {
      if (length >= LIMIT) break;
      String cut = length(text) > CUT ? text.substring(0, text.offsetByCodePoints(0, CUT)) : text;
      kept.add(cut);
      length += length(cut);
    }
    return kept;
  }

  private static boolean canBeWritten(String text) {
    return !text.isEmpty() && text.chars().noneMatch(Character::isISOControl);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String header(String text) {
    return "299 - \"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
