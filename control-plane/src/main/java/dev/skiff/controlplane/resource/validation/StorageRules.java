package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What classes of storage say to drivers, and where volumes may be. */
final class StorageRules {
  private static final int MOST_PARAMETERS = 512;
  private static final int LONGEST_PARAMETERS = 256 * 1024;

  private StorageRules() {}

  /** Parameters that only a driver understands. */
  static void parameters(String field, JsonNode parameters, FieldErrors errors) {
    if (parameters.size() > MOST_PARAMETERS) {
      // Upstream's words for too many are those for too long.
      errors.tooLong(field, MOST_PARAMETERS);
      return;
    }
    long size = 0;
    for (var parameter : parameters.properties()) {
      if (parameter.getKey().isEmpty()) errors.invalid(field, "", "field can not be empty.");
      size += GoText.bytes(parameter.getKey()) + GoText.bytes(parameter.getValue().asText(""));
    }
    if (size > LONGEST_PARAMETERS) errors.tooLong(field, LONGEST_PARAMETERS);
  }

  /** Terms of a topology, none of which is there twice; one of nothing counts as there before. */
  static void topologies(String field, JsonNode terms, FieldErrors errors) {
    Set<Map<String, Set<String>>> seen = new HashSet<>();
    seen.add(Map.of());
    for (int i = 0; i < terms.size(); i++) {
      Map<String, Set<String>> term = new HashMap<>();
      for (JsonNode expression : terms.get(i).path("matchLabelExpressions")) {
        Set<String> values = new HashSet<>();
        expression.path("values").forEach(value -> values.add(value.asText("")));
        term.put(expression.path("key").asText(""), values);
      }
      if (!seen.add(term)) errors.duplicate(field + "[" + i + "].matchLabelExpressions", "");
    }
  }
}
