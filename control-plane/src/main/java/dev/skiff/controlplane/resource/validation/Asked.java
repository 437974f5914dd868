package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Of which values a check of {@code rules.yaml} is asked. */
enum Asked {
  /** Of what is there and not empty. */
  PRESENT,
  /** Of what is there; whether an empty text is, is up to the field. */
  GIVEN,
  /** Of nothing else than what is not there. */
  ABSENT,
  ALWAYS;

  private static final Set<String> OF_ALL =
      Set.of("missing", "forbidden", "invalid", "invalid-at", "each", "each-as", "member");

  static Asked parse(String text) {
    String word = text.split(" ")[0];
    if (word.equals("required")) return ABSENT;
    if (word.equals("in")) return GIVEN;
    return word.endsWith("!") || OF_ALL.contains(word) ? ALWAYS : PRESENT;
  }

  /**
   * @param emptyIsPresent see {@link dev.skiff.controlplane.resource.Schema#emptyIsPresent}
   */
  boolean of(JsonNode value, boolean emptyIsPresent) {
    boolean given = emptyIsPresent && value.isTextual() || !FieldCheck.absent(value);
    return switch (this) {
      case PRESENT -> !FieldCheck.absent(value);
      case GIVEN -> given;
      case ABSENT -> !given;
      case ALWAYS -> true;
    };
  }
}
