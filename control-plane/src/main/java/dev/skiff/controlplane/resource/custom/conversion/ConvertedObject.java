package dev.skiff.controlplane.resource.custom.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.MetadataRules;
import dev.skiff.controlplane.webhook.WebhookFailure;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a webhook made of an object: the same object still, in the version that was asked for.
 *
 * @param index among those that were asked for at once
 * @param alone whether nothing else was asked for
 */
record ConvertedObject(ObjectNode original, ObjectNode converted, int index, boolean alone) {

  /**
   * The object with the metadata of the original, but for labels and annotations.
   *
   * @throws WebhookFailure in upstream's words if it is not the same object any more
   */
  ObjectNode checked(String apiVersion) throws WebhookFailure {
    String type = otherType(apiVersion);
    if (!type.isEmpty()) {
      throw new WebhookFailure(
          "returned invalid %sobject at index %d: %s"
              .formatted(alone ? "" : "converted ", index, type));
    }
    JsonNode metadata = converted.path("metadata");
    for (String field : List.of("name", "namespace", "uid")) same(field, metadata);
    try {
      converted.set("metadata", restored(metadata));
      return converted;
    } catch (WebhookFailure wrong) {
      throw new WebhookFailure(
          "returned invalid metadata%s: %s"
              .formatted(alone ? "" : " in object at index " + index, wrong.getMessage()));
    }
  }

  private String otherType(String apiVersion) {
    String version = converted.path("apiVersion").asText("");
    if (!version.equals(apiVersion)) {
      return "invalid groupVersion (expected %s, received %s)".formatted(apiVersion, version);
    }
    String kind = original.path("kind").asText();
    String newKind = converted.path("kind").asText("");
    return newKind.equals(kind)
        ? ""
        : "invalid kind (expected %s, received %s)".formatted(kind, newKind);
  }

  private void same(String field, JsonNode metadata) throws WebhookFailure {
    String was = original.path("metadata").path(field).asText("");
    // What is no text does not count.
    String is = metadata.path(field).isTextual() ? metadata.path(field).textValue() : "";
    if (is.equals(was)) return;
    throw new WebhookFailure(
        "returned invalid %s: must have the same %s: %s != %s"
            .formatted(
                alone ? "object" : "converted object at index " + index,
                field.equals("uid") ? "UID" : field,
                was,
                is));
  }

  private ObjectNode restored(JsonNode metadata) throws WebhookFailure {
    if (metadata.isMissingNode()) {
      throw new WebhookFailure("missing metadata in converted object");
    }
    if (!metadata.isObject()) {
      throw new WebhookFailure(
          "invalid metadata of type " + type(metadata) + " in converted object");
    }
    ObjectNode restored = (ObjectNode) original.path("metadata").deepCopy();
    for (String field : List.of("labels", "annotations")) texts(field, metadata, restored);
    return restored;
  }

  private static void texts(String field, JsonNode metadata, ObjectNode restored)
      throws WebhookFailure {
    JsonNode texts = metadata.path(field);
    if (texts.isMissingNode() || texts.isNull()) {
      restored.remove(field);
      return;
    }
    String path = "metadata." + field;
    if (!texts.isObject()) {
      throw new WebhookFailure(
          "invalid " + path + " of type " + type(texts) + " in converted object");
    }
    for (var each : texts.properties()) {
      if (each.getValue().isTextual()) continue;
      throw new WebhookFailure(
          "%s[%s] must be a string, but is %s in converted object"
              .formatted(path, each.getKey(), type(each.getValue())));
    }
    FieldErrors errors = new FieldErrors();
    if (field.equals("labels")) MetadataRules.labels(path, texts, errors);
    else MetadataRules.annotations(path, texts, errors);
    if (!errors.isEmpty()) {
      throw new WebhookFailure(
          errors.all().stream().map(FieldError::toString).collect(Collectors.joining(", ")));
    }
    restored.set(field, texts);
  }

  /** The name of a value's type as Go's decoder has it. */
  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "map[string]interface {}";
      case ARRAY -> "[]interface {}";
      case STRING -> "string";
      case BOOLEAN -> "bool";
      case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
      default -> "<nil>";
    };
  }
}
