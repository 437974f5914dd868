package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/** Ingresses: what a path of a rule must not have, and a class that is named twice. */
final class IngressBehaviour implements Behaviour {
  private static final String CLASS = "kubernetes.io/ingress.class";
  private static final String[] SEQUENCES = {"//", "/./", "/../", "%2f", "%2F"};
  private static final String[] SUFFIXES = {"/..", "/."};

  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode rules = object.path("spec").path("rules");
    for (int i = 0; i < rules.size(); i++) {
      JsonNode paths = rules.get(i).path("http").path("paths");
      for (int j = 0; j < paths.size(); j++) {
        String type = paths.get(j).path("pathType").asText("");
        if (!type.equals("Exact") && !type.equals("Prefix")) continue;
        path(
            "spec.rules[" + i + "].http.paths[" + j + "].path",
            paths.get(j).path("path").asText(""),
            errors);
      }
    }
  }

  private static void path(String field, String path, FieldErrors errors) {
    for (String sequence : SEQUENCES) {
      if (path.contains(sequence)) {
        errors.invalid(field, path, "must not contain '" + sequence + "'");
      }
    }
    for (String suffix : SUFFIXES) {
      if (path.endsWith(suffix)) errors.invalid(field, path, "cannot end with '" + suffix + "'");
    }
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    LoadBalancerRules.check(object, old, false, errors);
  }

  @Override
  public void validateCreate(ObjectNode object, FieldErrors errors) {
    JsonNode annotation = object.path("metadata").path("annotations").path(CLASS);
    JsonNode named = object.path("spec").path("ingressClassName");
    if (annotation.isTextual() && named.isTextual() && !annotation.equals(named)) {
      errors.invalid(
          "annotations." + CLASS,
          annotation,
          "must match `ingressClassName` when both are specified");
    }
  }
}
