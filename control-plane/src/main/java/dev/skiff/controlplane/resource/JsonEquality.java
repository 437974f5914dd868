package dev.skiff.controlplane.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;

/** Equality of JSON values in which 1, 1.0 and 1L are the same number. */
public final class JsonEquality {
  private static final Comparator<JsonNode> NUMBERS =
      (left, right) ->
          left.isNumber() && right.isNumber()
              ? left.decimalValue().compareTo(right.decimalValue())
              : left.equals(right) ? 0 : 1;

  private JsonEquality() {}

  public static boolean equal(JsonNode left, JsonNode right) {
    return left.equals(NUMBERS, right);
  }
}
