package dev.skiff.controlplane.api.protobuf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.controlplane.resource.BuiltInTypes;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.Schema;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything that is served has a message, and every field of it a number. */
class ServedKindsTest {

  @Test
  void everyKindIsAMessage() {
    List<String> missing = new ArrayList<>();
    for (ResourceType type : BuiltInTypes.load().types()) {
      require(type.apiVersion(), type.kind(), missing);
      if (type.verbs().contains("list")) require(type.apiVersion(), type.listKind(), missing);
      for (ResourceType.Subresource subresource : type.subresources()) {
        boolean parameters = subresource.kind().endsWith("Options");
        String group = subresource.group().isEmpty() ? "" : subresource.group() + "/";
        if (!parameters) require(group + subresource.version(), subresource.kind(), missing);
      }
    }
    for (String common : List.of("Status", "DeleteOptions", "APIResourceList", "APIGroupList")) {
      require("v1", common, missing);
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void everyFieldHasANumber() {
    List<String> missing = new ArrayList<>();
    for (ResourceType type : BuiltInTypes.load().types()) {
      MessageType message = MessageTypes.ofKind(type.apiVersion(), type.kind()).orElseThrow();
      compare(type.schema(), message, type.kind(), new ArrayList<>(), missing);
    }
    assertEquals(List.of(), missing);
  }

  private static void compare(
      Schema schema, MessageType message, String path, List<String> above, List<String> missing) {
    if (above.contains(message.name())) return;
    above.add(message.name());
    schema
        .properties()
        .forEach(
            (name, property) -> {
              boolean typeMeta = name.equals("kind") || name.equals("apiVersion");
              Field field = field(message, name);
              if (field == null) {
                if (!typeMeta) missing.add(path + "." + name);
                return;
              }
              Schema value = property.items() != null ? property.items() : property;
              if (value.additionalProperties() != null) value = value.additionalProperties();
              if (field.form() != Field.Form.MESSAGE || value.properties().isEmpty()) return;
              compare(
                  value, MessageTypes.named(field.message()), path + "." + name, above, missing);
            });
    above.removeLast();
  }

  private static Field field(MessageType message, String name) {
    for (int i = 0; i < message.fieldCount(); i++) {
      Field field = message.field(i);
      if (field.inline()) {
        Field within = field(message.message(i), name);
        if (within != null) return within;
      } else if (field.name().equals(name)) {
        return field;
      }
    }
    return null;
  }

  private static void require(String apiVersion, String kind, List<String> missing) {
    if (MessageTypes.ofKind(apiVersion, kind).isEmpty()) missing.add(apiVersion + " " + kind);
  }
}
