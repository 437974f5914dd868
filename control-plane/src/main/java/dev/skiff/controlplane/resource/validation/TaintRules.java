package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What holds for the taints of Nodes, and for what was said of Nodes in annotations before. */
public final class TaintRules {
  private static final String TAINTS = "scheduler.alpha.kubernetes.io/taints";
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");
  private static final List<GoStructs.Field> FIELDS =
      List.of(
          new GoStructs.Field("key", "string"),
          new GoStructs.Field("value", "string"),
          new GoStructs.Field("effect", "core.TaintEffect"));

  private TaintRules() {}

  /** Checks a list of them. */
  public static void check(String list, JsonNode taints, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < taints.size(); i++) {
      String field = list + "[" + i + "]";
      String key = taints.get(i).path("key").asText("");
      String value = taints.get(i).path("value").asText("");
      String effect = taints.get(i).path("effect").asText("");
      Names.qualified(key).forEach(one -> errors.invalid(field + ".key", key, one));
      List<String> wrong = Names.labelValue(value);
      if (!wrong.isEmpty()) errors.invalid(field + ".value", value, String.join(";", wrong));
      if (effect.isEmpty()) {
        errors.required(field + ".effect");
      } else if (!EFFECTS.contains(effect)) {
        errors.unsupported(field + ".effect", effect, EFFECTS);
      }
      if (!seen.add(key + " " + effect)) {
        errors.duplicate(field, taints.get(i), "taints must be unique by key and effect pair");
      }
    }
  }

  /** Checks those in an annotation. */
  public static void annotation(String field, JsonNode annotations, FieldErrors errors) {
    String text = annotations.path(TAINTS).asText("");
    if (text.isEmpty()) return;
    GoStructs read = new GoStructs("Taint", FIELDS);
    Optional<String> problem = read.problem(text);
    if (problem.isPresent()) errors.invalid(field, TAINTS, problem.get());
    else check(field + "." + TAINTS, read.elements(), errors);
  }
}
