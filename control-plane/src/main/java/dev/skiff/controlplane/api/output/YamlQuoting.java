package dev.skiff.controlplane.api.output;

import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.util.regex.Pattern;

/**
 * Which texts stand between quotes in YAML: those that a reader of YAML 1.1 would take for
 * something else than a text, times among them. What cannot stand without them for other reasons,
 * such as a colon inside, is left to the writer, which takes single ones as Go's does.
 */
final class YamlQuoting extends StringQuotingChecker.Default {
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d?-\\d\\d?([Tt ]\\s*\\d\\d?:\\d\\d:\\d\\d.*)?");
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]+|\\d[\\d_]*|\\.\\d+|\\d+(\\.\\d*)?([eE][-+]?\\d+)?"
              + "|\\.(inf|Inf|INF))|\\.(nan|NaN|NAN)|\\d+(:[0-5]?\\d)+(\\.\\d*)?");

  @Override
  public boolean needToQuoteValue(String value) {
    return isReservedKeyword(value) || looksLikeAnother(value);
  }

  @Override
  public boolean needToQuoteName(String name) {
    return needToQuoteValue(name);
  }

  private static boolean looksLikeAnother(String text) {
    return TIME.matcher(text).matches() || NUMBER.matcher(text).matches();
  }
}
