package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names that definitions of custom resources have in their groups: who asks first has them
 * until he is gone or asks for others. Names of resources and those of kinds are apart.
 */
final class NamesInUse {
  private static final List<String> RESOURCES = List.of("plural", "singular", "shortNames");
  private static final List<String> KINDS = List.of("kind", "listKind");
  private static final String ACCEPTED = "NoConflicts";

  /**
   * What a definition has of what it asks for.
   *
   * @param accepted its names; of those in conflict what it had before
   * @param reason of the condition NamesAccepted
   * @param changed whether it has other names than before, which may be free for others now
   */
  record Decision(ObjectNode accepted, String reason, String message, boolean changed) {
    boolean conflict() {
      return !reason.equals(ACCEPTED);
    }
  }

  private record Names(String group, ObjectNode names) {}

  private final Map<String, Names> byDefinition = new HashMap<>();

  /** Takes what a stored definition has. */
  void restore(JsonNode definition) {
    JsonNode names = definition.at("/status/acceptedNames");
    byDefinition.put(
        name(definition),
        new Names(
            definition.at("/spec/group").asText(),
            names instanceof ObjectNode object
                ? object.deepCopy()
                : JsonNodeFactory.instance.objectNode()));
  }

  /** The definition is gone, and its names are free. */
  void release(JsonNode definition) {
    byDefinition.remove(name(definition));
  }

  /** Gives a definition what it asks for, so far as nobody has it. */
  Decision decide(JsonNode definition) {
    if (!byDefinition.containsKey(name(definition))) restore(definition);
    Names own = byDefinition.get(name(definition));
    JsonNode wanted = definition.at("/spec/names");
    ObjectNode accepted = JsonNodeFactory.instance.objectNode().put("plural", "").put("kind", "");
    String reason = ACCEPTED;
    String message = "no conflicts found";
    for (List<String> fields : List.of(RESOURCES, KINDS)) {
      Set<String> inUse = inUse(own.group, fields);
      for (String field : fields) {
        String conflict = conflict(wanted.path(field), own.names.path(field), inUse);
        JsonNode name = (conflict.isEmpty() ? wanted : own.names).get(field);
        if (name != null) accepted.set(field, name);
        if (conflict.isEmpty()) continue;
        // Of several conflicts the last one is told.
        reason = Character.toUpperCase(field.charAt(0)) + field.substring(1) + "Conflict";
        message = conflict;
      }
    }
    if (wanted.has("categories")) accepted.set("categories", wanted.get("categories"));
    byDefinition.put(name(definition), new Names(own.group, accepted));
    return new Decision(accepted, reason, message, !accepted.equals(own.names));
  }

  /** What stands in the way of a name, or of any of several; empty if nothing does. */
  private static String conflict(JsonNode wanted, JsonNode own, Set<String> inUse) {
    if (wanted.equals(own)) return "";
    Set<String> taken = new LinkedHashSet<>(texts(wanted));
    // Of several, those that it has already are its own.
    if (own.isArray()) taken.removeAll(texts(own));
    taken.retainAll(inUse);
    List<String> messages = taken.stream().map(one -> "\"" + one + "\" is already in use").toList();
    return messages.size() > 1
        ? "[" + String.join(", ", messages) + "]"
        : String.join("", messages);
  }

  private Set<String> inUse(String group, List<String> fields) {
    Set<String> inUse = new HashSet<>();
    for (Names of : byDefinition.values()) {
      if (!of.group.equals(group)) continue;
      for (String field : fields) inUse.addAll(texts(of.names.path(field)));
    }
    return inUse;
  }

  /** A text, or those in a list or an object. */
  private static Set<String> texts(JsonNode names) {
    if (names.isTextual())
      return names.textValue().isEmpty() ? Set.of() : Set.of(names.textValue());
    Set<String> texts = new LinkedHashSet<>();
    for (JsonNode name : names) texts.addAll(texts(name));
    return texts;
  }

  private static String name(JsonNode definition) {
    return definition.at("/metadata/name").asText();
  }
}
