package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;

/** A number, or a share in percent of one that is not known here. */
public final class CountOrPercent {
  private static final BigInteger ALL = BigInteger.valueOf(100);

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
    if (isPercent(value) && number(value).compareTo(ALL) > 0) {
      errors.invalid(field, value, "must not be greater than 100%");
    }
  }

  /** Whether it stands for nothing; texts that are no numbers do. */
  public static boolean isNothing(JsonNode value) {
    return number(value).signum() == 0;
  }

  private static boolean isPercent(JsonNode value) {
    return value.isTextual() && value.textValue().matches("[0-9]+%");
  }

  private static BigInteger number(JsonNode value) {
    String text = value.asText("");
    if (isPercent(value)) text = text.substring(0, text.length() - 1);
    return text.matches("[+-]?[0-9]+") ? new BigInteger(text) : BigInteger.ZERO;
  }
}
