package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.ResourceRules;
import dev.skiff.controlplane.resource.validation.TolerationRules;
import java.util.HashSet;
import java.util.Set;

/** Runtime classes: what Pods of the class need beside what their containers do. */
final class RuntimeClassBehaviour implements Behaviour {
  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    new ResourceRules(errors).checkOverhead("overhead", object.path("overhead").path("podFixed"));
    JsonNode tolerations = object.path("scheduling").path("tolerations");
    TolerationRules.check("scheduling.tolerations", tolerations, errors);
    Set<JsonNode> seen = new HashSet<>();
    for (int i = 0; i < tolerations.size(); i++) {
      JsonNode toleration = tolerations.get(i);
      if (!seen.add(key(toleration)))
        errors.duplicate("scheduling.tolerations[" + i + "]", toleration);
    }
  }

  /** What a toleration is about; how long it holds is not a part of it. */
  private static JsonNode key(JsonNode toleration) {
    ObjectNode key = toleration.deepCopy();
    return key.without("tolerationSeconds");
  }
}
