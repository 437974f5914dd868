package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;

/** A number, or a share in percent of one that is not known here. */
public final class CountOrPercent {
  private static final int ALL = 100;
  private static final int MOST_DIGITS = 9;

  private CountOrPercent() {}

  /** It is no less than nothing; what is not there passes. */
  public static void check(String field, JsonNode value, FieldErrors errors) {
    if (value.isNumber() && value.longValue() < 0) {
      errors.invalid(field, value, "must be greater than or equal to 0");
    }
    if (value.isTextual() && !isPercent(value)) {
      errors.invalid(
          field,
          value,
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%', "
              + " or '93%', regex used for validation is '[0-9]+%')");
    }
  }

  /** It is no more than all there is. */
  public static void checkShare(String field, JsonNode value, FieldErrors errors) {
    if (isPercent(value) && number(value) > ALL) {
      errors.invalid(field, value, "must not be greater than 100%");
    }
  }

  /** Whether it stands for nothing; texts that are no numbers do. */
  public static boolean isNothing(JsonNode value) {
    return number(value) == 0;
  }

  private static boolean isPercent(JsonNode value) {
    return value.isTextual() && value.textValue().matches("[0-9]+%");
  }

  /** Of a number of many digits only that it is large: its value would take long to be found. */
  private static int number(JsonNode value) {
    String text = value.asText("");
    if (isPercent(value)) text = text.substring(0, text.length() - 1);
    if (!text.matches("[+-]?[0-9]+")) return 0;
    String digits = text.replaceFirst("^[+-]?0*", "");
    if (digits.isEmpty()) return 0;
    int size = digits.length() > MOST_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(digits);
    return text.startsWith("-") ? -size : size;
  }
}
