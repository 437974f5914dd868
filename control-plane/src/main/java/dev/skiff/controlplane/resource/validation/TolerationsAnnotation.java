package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Tolerations in an annotation, where they once were. Nobody reads them any more, but they must be
 * right.
 */
final class TolerationsAnnotation {
  private static final String KEY = "scheduler.alpha.kubernetes.io/tolerations";
  private static final List<GoStructs.Field> FIELDS =
      List.of(
          new GoStructs.Field("key", "string"),
          new GoStructs.Field("operator", "core.TolerationOperator"),
          new GoStructs.Field("value", "string"),
          new GoStructs.Field("effect", "core.TaintEffect"),
          new GoStructs.Field("tolerationSeconds", "int64"));

  private TolerationsAnnotation() {}

  /**
   * @param field path of the annotations
   */
  static void check(String field, JsonNode annotations, FieldErrors errors) {
    String text = annotations.path(KEY).asText("");
    if (text.isEmpty()) return;
    GoStructs read = new GoStructs("Toleration", FIELDS);
    Optional<String> problem = read.problem(text);
    if (problem.isPresent()) errors.invalid(field, KEY, problem.get());
    else TolerationRules.check(field + "." + KEY, read.elements(), errors);
  }
}
