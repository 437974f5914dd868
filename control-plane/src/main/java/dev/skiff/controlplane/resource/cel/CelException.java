package dev.skiff.controlplane.resource.cel;

import com.google.common.primitives.UnsignedLong;
import java.util.Arrays;
import java.util.stream.Collectors;

/** An expression that has no value for these variables; the message is upstream's. */
public class CelException extends RuntimeException {
  static final String NO_SUCH_OVERLOAD = "no such overload";

  /** Longer texts are not shown as a whole. */
  private static final int LONGEST_TEXT = 1000;

  public CelException(String message) {
    super(message, null, false, false);
  }

  /** An operator, or what is inside a function, that does not take values of these types. */
  public static CelException noSuchOverload() {
    return new CelException(NO_SUCH_OVERLOAD);
  }

  /** A function that does not take values of these types. */
  public static CelException noSuchOverload(String function, Object... values) {
    return new CelException(
        Arrays.stream(values)
            .map(value -> Values.typeOf(value).name())
            .collect(Collectors.joining(", ", NO_SUCH_OVERLOAD + ": " + function + "(", ")")));
  }

  /** A value that cannot be made one of another type. */
  static CelException notConvertible(String from, String to) {
    return new CelException("type conversion error from '%s' to '%s'".formatted(from, to));
  }

  /** A key or field that is not there. */
  public static CelException noSuchKey(Object key) {
    return new CelException("no such key: " + shown(key));
  }

  /** A value as messages show it: its type where it may have parts, the beginning of a text. */
  public static String shown(Object value) {
    return switch (value) {
      case Boolean _, Long _, UnsignedLong _, Double _ -> Conversions.toText(value);
      case String text when text.codePointCount(0, text.length()) > LONGEST_TEXT ->
          text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT)) + "...";
      case String text -> text;
      default -> Values.typeOf(value).name();
    };
  }
}
