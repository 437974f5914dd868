package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.Map;

/** Priority classes: names and numbers of the system are its own. */
final class PriorityClassBehaviour implements Behaviour {
  private static final int HIGHEST = 1_000_000_000;
  private static final String SYSTEM = "system-";
  private static final Map<String, Integer> KNOWN =
      Map.of("system-node-critical", 2_000_001_000, "system-cluster-critical", 2_000_000_000);

  @Override
  public boolean validatesUpdates() {
    return false;
  }

  /** The first generation is the last. */
  @Override
  public void prepareForCreate(ObjectNode object) {
    object.withObject("/metadata").put("generation", 1);
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    String name = object.path("metadata").path("name").asText("");
    if (name.startsWith(SYSTEM)) {
      String wrong = system(name, object);
      if (wrong.isEmpty()) return;
      errors.forbidden(
          "metadata.name",
          "priority class names with 'system-' prefix are reserved for system use only. error: "
              + wrong);
    } else if (object.path("value").asLong() > HIGHEST) {
      errors.forbidden("value", "maximum allowed value of a user defined priority is " + HIGHEST);
    }
  }

  /** What is wrong with a class that has a name of the system's; empty if nothing is. */
  private static String system(String name, ObjectNode object) {
    Integer value = KNOWN.get(name);
    if (value == null) return name + " is not a known system priority class";
    if (object.path("value").asLong() != value) {
      return "value of " + name + " PriorityClass must be " + value;
    }
    boolean usual = object.path("globalDefault").asBoolean();
    return usual ? "globalDefault of " + name + " PriorityClass must be false" : "";
  }
}
