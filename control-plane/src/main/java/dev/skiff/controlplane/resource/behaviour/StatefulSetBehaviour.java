package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.List;

/** Stateful sets: little of the spec may change. */
final class StatefulSetBehaviour extends WorkloadBehaviour {
  private static final List<String> CHANGEABLE =
      List.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");

  @Override
  public Names.Rule nameRule() {
    return Names.Rule.LABEL;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    super.validate(object, errors);
    strategy(object.path("spec").path("updateStrategy"), errors);
    JsonNode claims = object.path("spec").path("volumeClaimTemplates");
    for (int i = 0; i < claims.size(); i++) {
      String field = "spec.volumeClaimTemplates[" + i + "].spec";
      JsonNode spec = claims.get(i).path("spec");
      if (spec.path("accessModes").isEmpty()) {
        errors.required(field + ".accessModes", "at least 1 access mode is required");
      }
      if (!spec.path("resources").path("requests").has("storage")) {
        errors.required(field + ".resources[storage]");
      }
    }
  }

  private static void strategy(JsonNode strategy, FieldErrors errors) {
    String type = strategy.path("type").asText("");
    JsonNode rolling = strategy.path("rollingUpdate");
    if (type.isEmpty()) {
      errors.required("spec.updateStrategy");
    } else if (!type.equals("RollingUpdate") && !type.equals("OnDelete")) {
      errors.invalid("spec.updateStrategy", strategy, "must be 'RollingUpdate' or 'OnDelete'");
    } else if (type.equals("OnDelete") && rolling.isObject()) {
      errors.invalid(
          "spec.updateStrategy.rollingUpdate",
          rolling,
          "only allowed for updateStrategy 'RollingUpdate'");
    }
  }

  @Override
  List<String> counts() {
    return List.of("replicas", "minReadySeconds");
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    if (!rest(object).equals(rest(old))) {
      errors.forbidden(
          "spec",
          "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
              + " 'updateStrategy', 'revisionHistoryLimit',"
              + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
    }
  }

  private static JsonNode rest(ObjectNode object) {
    ObjectNode spec = object.path("spec").deepCopy();
    return spec.remove(CHANGEABLE);
  }
}
