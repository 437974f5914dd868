package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keys of labels whose values a Pod's terms take from the Pod itself. */
final class LabelKeys {
  private static final List<String> LISTS = List.of("matchLabelKeys", "mismatchLabelKeys");

  private LabelKeys() {}

  /**
   * @param field where the term is
   */
  static void check(String field, JsonNode term, FieldErrors errors) {
    JsonNode selector = term.path("labelSelector");
    for (String list : LISTS) keys(field + "." + list, term.path(list), selector, errors);
    JsonNode match = term.path("matchLabelKeys");
    Set<String> selected = new HashSet<>();
    selector.path("matchLabels").fieldNames().forEachRemaining(selected::add);
    for (JsonNode expression : selector.path("matchExpressions")) {
      String key = expression.path("key").asText("");
      int at = lastIndex(match, key);
      if (at >= 0 && selected.contains(key)) {
        errors.invalid(
            field + "[" + at + "]", key, "exists in both matchLabelKeys and labelSelector");
      }
      selected.add(key);
    }
    for (int i = 0; i < match.size(); i++) {
      String key = match.get(i).asText("");
      if (lastIndex(term.path("mismatchLabelKeys"), key) < 0) continue;
      errors.invalid(
          field + ".matchLabelKeys[" + i + "]",
          key,
          "exists in both matchLabelKeys and mismatchLabelKeys");
    }
  }

  private static void keys(String field, JsonNode keys, JsonNode selector, FieldErrors errors) {
    if (keys.isEmpty()) return;
    if (!selector.isObject()) {
      errors.forbidden(field, "must not be specified when labelSelector is not set");
      return;
    }
    for (int i = 0; i < keys.size(); i++) {
      String at = field + "[" + i + "]";
      String key = keys.get(i).asText("");
      Names.qualified(key).forEach(wrong -> errors.invalid(at, key, wrong));
    }
  }

  private static int lastIndex(JsonNode list, String text) {
    for (int i = list.size() - 1; i >= 0; i--) if (list.get(i).asText("").equals(text)) return i;
    return -1;
  }
}
