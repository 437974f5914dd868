package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.ClaimSpecRules;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /**
   * Names of its Pods and the volumes of its claims are the controller's to fill in; claims never
   * change.
   */
  @Override
  public ObjectNode checked(ObjectNode object, ObjectNode old) {
    ObjectNode copy = super.checked(object, old).deepCopy();
    if (copy.at("/spec/template/spec") instanceof ObjectNode pod) {
      pod.remove(List.of("hostname", "subdomain"));
      mountClaims(pod, object.at("/spec/volumeClaimTemplates"));
    }
    if (old != null && copy.get("spec") instanceof ObjectNode spec) {
      spec.remove("volumeClaimTemplates");
    }
    return copy;
  }

  /** A claim takes the place of a volume that has its name. */
  private static void mountClaims(ObjectNode pod, JsonNode claims) {
    if (claims.isEmpty()) return;
    Map<String, JsonNode> volumes = new LinkedHashMap<>();
    for (JsonNode claim : claims) {
      String name = claim.path("metadata").path("name").asText("");
      ObjectNode volume = pod.objectNode().put("name", name);
      volume.putObject("persistentVolumeClaim").put("claimName", name);
      volumes.put(name, volume);
    }
    ArrayNode mounted = pod.arrayNode().addAll(volumes.values());
    for (JsonNode volume : pod.path("volumes")) {
      if (!volumes.containsKey(volume.path("name").asText(""))) mounted.add(volume);
    }
    pod.set("volumes", mounted);
  }

  @Override
  public void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    super.validate(object, errors);
    if (!looksAtTemplate(object)) pods(object, errors);
    JsonNode spec = object.path("spec");
    strategy(spec.path("updateStrategy"), errors);
    JsonNode claims = spec.path("volumeClaimTemplates");
    for (int i = 0; i < claims.size(); i++) {
      ClaimSpecRules.check(
          "spec.volumeClaimTemplates[" + i + "].spec", claims.get(i).path("spec"), errors);
    }
    // A service never changes, and once could have any name.
    String service = spec.path("serviceName").asText("");
    if (old != null || service.isEmpty()) return;
    Names.label(service).forEach(wrong -> errors.invalid("spec.serviceName", service, wrong));
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

  @Override
  String malformedSelector() {
    return "";
  }
}
