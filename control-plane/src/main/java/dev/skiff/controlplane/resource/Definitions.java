package dev.skiff.controlplane.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes schemas of the definitions that resource-model wrote. Definitions may refer to any other.
 */
final class Definitions {
  private final Map<String, Schema.Builder> builders = new LinkedHashMap<>();
  private final Map<String, Schema> schemas = new LinkedHashMap<>();

  Definitions(JsonNode nodes) {
    nodes.fieldNames().forEachRemaining(this::declare);
    nodes.properties().forEach(entry -> fill(entry.getKey(), entry.getValue()));
  }

  Optional<Schema> find(String name) {
    return Optional.ofNullable(schemas.get(name));
  }

  Map<String, Schema> all() {
    return Collections.unmodifiableMap(schemas);
  }

  private void declare(String name) {
    Schema.Builder builder =
        Schema.builder()
            .name(name)
            .type("object")
            .description(() -> Documentation.description(name, ""));
    builders.put(name, builder);
    schemas.put(name, builder.build());
  }

  private void fill(String name, JsonNode node) {
    Schema.Builder builder = builders.get(name);
    node.get("properties")
        .properties()
        .forEach(
            field ->
                builder.property(
                    field.getKey(),
                    field(field.getValue())
                        .description(() -> Documentation.description(name, field.getKey()))
                        .build()));
    builder.required(texts(node.path("required"))).mapType(node.path("map").asText(""));
    node.get("properties")
        .properties()
        .forEach(
            field -> {
              JsonNode shown = field.getValue().get("shown");
              if (shown != null) builder.shownWhenZero(field.getKey(), shown);
            });
    if (node.get("zero") instanceof ObjectNode zero) builder.zero(zero);
    if (node.has("defaults")) {
      List<Default> defaults = new ArrayList<>();
      node.get("defaults")
          .properties()
          .forEach(entry -> defaults.add(Default.parse(entry.getKey(), entry.getValue())));
      builder.defaults(List.copyOf(defaults));
    }
  }

  private Schema.Builder field(JsonNode node) {
    Schema.Builder builder = Schema.builder();
    if (node.has("ref")) {
      builder.definition(schemas.get(node.get("ref").textValue()));
    } else if (node.has("items")) {
      builder.type("array").items(field(node.get("items")).build());
    } else if (node.has("values")) {
      builder.type("object").additionalProperties(field(node.get("values")).build());
    } else {
      builder
          .type(node.path("type").asText(""))
          .format(node.path("format").asText(""))
          .preserveUnknownFields(node.has("preserve"));
    }
    return builder
        .omittedWhenZero(node.has("omitted"))
        .emptyIsPresent(node.has("present"))
        .listType(node.path("list").asText(""))
        .listMapKeys(texts(node.path("keys")))
        .mapType(node.path("map").asText(""))
        .patchStrategy(node.path("strategy").asText(""))
        .patchMergeKey(node.path("merge").asText(""));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.textValue()));
    return List.copyOf(texts);
  }
}
