package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** ConfigMaps: keys, size, immutability. */
final class ConfigMapBehaviour implements Behaviour {
  private static final int LIMIT = 1024 * 1024;

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    long size = 0;
    for (String part : List.of("data", "binaryData")) {
      for (var entry : object.path(part).properties()) {
        String key = entry.getKey();
        String field = part + "[" + key + "]";
        Names.configKey(key).forEach(one -> errors.invalid(field, key, one));
        if (part.equals("data") && object.path("binaryData").has(key)) {
          errors.invalid(field, key, "duplicate of key present in binaryData");
        }
        String value = entry.getValue().asText("");
        size +=
            part.equals("data")
                ? value.getBytes(StandardCharsets.UTF_8).length
                : value.length() / 4 * 3;
      }
    }
    if (size > LIMIT) errors.tooLong("", LIMIT);
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    immutable(object, old, errors);
  }

  /** An immutable object stays so, and its data too; Secrets have the same rule. */
  static void immutable(ObjectNode object, ObjectNode old, FieldErrors errors) {
    if (!old.path("immutable").asBoolean()) return;
    for (String field : List.of("immutable", "data", "binaryData")) {
      JsonNode now = object.path(field);
      JsonNode before = old.path(field);
      boolean bothEmpty = now.isEmpty() && before.isEmpty() && !field.equals("immutable");
      if (!bothEmpty && !now.equals(before)) {
        errors.forbidden(field, "field is immutable when `immutable` is set");
      }
    }
  }
}
