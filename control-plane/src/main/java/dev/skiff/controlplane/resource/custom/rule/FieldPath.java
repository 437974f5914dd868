package dev.skiff.controlplane.resource.custom.rule;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The field {@code fieldPath} of a rule: {@code .spec.list} or {@code ['a-b'].c}. */
final class FieldPath {
  private static final Pattern STEP =
      Pattern.compile("\\.([^.\\[\\]']+)|\\['((?:[^'\\\\]|\\\\.)*+)'\\]");

  private FieldPath() {}

  /** The path as errors write it, without a dot at the beginning. */
  static String normal(String path) {
    StringBuilder normal = new StringBuilder();
    for (String step : steps(path).orElse(List.of())) {
      if (!normal.isEmpty()) normal.append('.');
      normal.append(step);
    }
    return normal.toString();
  }

  /** Whether it leads to a field of a schema as it is written. */
  static boolean isValid(String path, JsonNode schema) {
    Optional<List<String>> steps = steps(path);
    if (steps.isEmpty()) return false;
    JsonNode at = schema;
    for (String step : steps.get()) {
      boolean structure = !at.path("properties").isEmpty();
      at = structure ? at.path("properties").path(step) : at.path("additionalProperties");
      if (!at.isObject()) return false;
    }
    return true;
  }

  private static Optional<List<String>> steps(String path) {
    List<String> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(path);
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      boolean plain = matcher.group(1) != null;
      steps.add(plain ? matcher.group(1) : matcher.group(2).replaceAll("\\\\(.)", "$1"));
      end = matcher.end();
    }
    return end == path.length() ? Optional.of(steps) : Optional.empty();
  }
}
