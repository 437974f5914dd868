package dev.skiff.controlplane.resource.custom.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.MetadataRules;
import dev.skiff.controlplane.webhook.WebhookFailure;
import java.util.List;
import java.util.stream.Collectors;

/** What a webhook made of an object: the same object still, in the version that was asked for. */
final class ConvertedObject {
  private ConvertedObject() {}

  /**
   * The object with the metadata of the original, but for labels and annotations.
   *
   * @throws WebhookFailure if it is not the same object any more
   */
  static ObjectNode check(ObjectNode original, ObjectNode converted, String apiVersion)
      throws WebhookFailure {
    String version = converted.path("apiVersion").asText("");
    if (!version.equals(apiVersion)) {
      throw new WebhookFailure(
          "invalid groupVersion (expected %s, received %s)".formatted(apiVersion, version));
    }
    String kind = original.path("kind").asText();
    String newKind = converted.path("kind").asText("");
    if (!newKind.equals(kind)) {
      throw new WebhookFailure("invalid kind (expected %s, received %s)".formatted(kind, newKind));
    }
    JsonNode metadata = converted.path("metadata");
    JsonNode before = original.path("metadata");
    if (metadata.isMissingNode()) {
      throw new WebhookFailure("missing metadata in converted object");
    }
    if (!metadata.isObject()) {
      throw new WebhookFailure(
          "invalid metadata of type " + type(metadata) + " in converted object");
    }
    same("name", "name", before, metadata);
    same("namespace", "namespace", before, metadata);
    same("uid", "UID", before, metadata);
    ObjectNode restored = ((ObjectNode) before).deepCopy();
    for (String field : List.of("labels", "annotations")) texts(field, metadata, restored);
    converted.set("metadata", restored);
    return converted;
  }

  private static void same(String field, String word, JsonNode before, JsonNode now)
      throws WebhookFailure {
    String was = before.path(field).asText("");
    String is = now.path(field).asText("");
    if (!is.equals(was)) {
      throw new WebhookFailure("must have the same %s: %s != %s".formatted(word, was, is));
    }
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
