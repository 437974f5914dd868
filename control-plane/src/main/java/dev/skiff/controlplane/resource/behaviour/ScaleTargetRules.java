package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.List;

/** An autoscaler's references to other objects: a CrossVersionObjectReference. */
final class ScaleTargetRules {
  private ScaleTargetRules() {}

  static void check(String field, JsonNode target, FieldErrors errors) {
    for (String part : List.of("kind", "name")) {
      String text = target.path(part).asText("");
      if (text.isEmpty()) errors.required(field + "." + part);
      else Names.pathSegment(text).forEach(one -> errors.invalid(field + "." + part, text, one));
    }
  }

  /**
   * @param anyGroup whether the core group, which has no name, will do
   */
  static void checkVersion(String field, JsonNode target, boolean anyGroup, FieldErrors errors) {
    String version = target.path("apiVersion").asText("");
    String problem = problem(version, anyGroup);
    if (problem != null) errors.invalid(field + ".apiVersion", version, problem);
  }

  /** What is wrong with an apiVersion; null if nothing is. */
  static String problem(String version, boolean anyGroup) {
    if (version.chars().filter(c -> c == '/').count() > 1) {
      return "unexpected GroupVersion string: " + version;
    }
    boolean core = version.indexOf('/') <= 0;
    return core && !anyGroup ? "apiVersion must specify API group" : null;
  }
}
