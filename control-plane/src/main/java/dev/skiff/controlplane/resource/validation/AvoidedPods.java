package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.skiff.controlplane.resource.decode.GoJson;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Pods that a Node would rather not run, in an annotation that nobody reads any more. */
public final class AvoidedPods {
  private static final String KEY = "scheduler.alpha.kubernetes.io/preferAvoidPods";

  private AvoidedPods() {}

  /**
   * Checks them.
   *
   * @param field path of the annotations
   */
  public static void check(String field, JsonNode annotations, FieldErrors errors) {
    byte[] json = annotations.path(KEY).asText("").getBytes(StandardCharsets.UTF_8);
    if (json.length == 0) return;
    String problem = GoJson.problem(json);
    if (problem != null) {
      errors.invalid(field + ".AvoidPods", KEY, problem);
      return;
    }
    JsonNode entries = tree(json).path("preferAvoidPods");
    for (int i = 0; i < entries.size(); i++) {
      String signature = field + "." + KEY + "[" + i + "].PodSignature";
      JsonNode controller = entries.get(i).path("podSignature").path("podController");
      if (!controller.isObject()) {
        errors.required(signature);
      } else if (!controller.path("controller").asBoolean()) {
        errors.invalid(
            signature + ".PodController.Controller",
            BooleanNode.FALSE,
            "must point to a controller");
      }
    }
  }

  private static JsonNode tree(byte[] json) {
    try {
      return UntrustedJson.tree(json);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Well-formed JSON cannot be read", impossible);
    }
  }
}
