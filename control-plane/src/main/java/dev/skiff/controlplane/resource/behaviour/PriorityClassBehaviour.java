package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.Set;

/** Priority classes: names and numbers of the system are its own. */
final class PriorityClassBehaviour implements Behaviour {
  private static final int HIGHEST = 1_000_000_000;
  private static final String SYSTEM = "system-";
  private static final Set<String> KNOWN =
      Set.of("system-node-critical", "system-cluster-critical");

  /** The first generation is the last. */
  @Override
  public void prepareForCreate(ObjectNode object) {
    object.withObject("/metadata").put("generation", 1);
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    String name = object.path("metadata").path("name").asText("");
    if (name.startsWith(SYSTEM)) {
      if (KNOWN.contains(name)) return;
      errors.forbidden(
          "metadata.name",
          "priority class names with 'system-' prefix are reserved for system use only. error: "
              + name
              + " is not a known system priority class");
    } else if (object.path("value").asLong() > HIGHEST) {
      errors.forbidden("value", "maximum allowed value of a user defined priority is " + HIGHEST);
    }
  }
}
