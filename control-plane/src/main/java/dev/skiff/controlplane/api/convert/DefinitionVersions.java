package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * CustomResourceDefinitions of {@code apiextensions.k8s.io/v1beta1}: schema, subresources and
 * columns could be those of all versions at once, a schema could be missing, and unknown fields
 * were kept unless a definition said otherwise.
 */
final class DefinitionVersions implements Reshaping {
  private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";

  /** The old name of what all versions have in common, and the name in a version. */
  private static final String[][] COMMON = {
    {"validation", "schema"},
    {"subresources", "subresources"},
    {"additionalPrinterColumns", "additionalPrinterColumns"},
  };

  @Override
  public void toSuccessor(ObjectNode definition) {
    if (!(definition.get("spec") instanceof ObjectNode spec)) return;
    JsonNode first = spec.remove("version");
    if (first != null && spec.path("versions").isEmpty()) {
      ObjectNode only = spec.putArray("versions").addObject().put("name", first.asText());
      only.put("served", true).put("storage", true);
    }
    boolean preserve = spec.path("preserveUnknownFields").asBoolean();
    spec.remove("preserveUnknownFields");
    for (String[] name : COMMON) {
      JsonNode common = spec.remove(name[0]);
      for (JsonNode version : spec.path("versions")) {
        if (common == null || version.has(name[1])) continue;
        ((ObjectNode) version).set(name[1], common.deepCopy());
      }
    }
    for (JsonNode version : spec.path("versions")) {
      if (!(version instanceof ObjectNode object)) continue;
      renameColumns(object, "JSONPath", "jsonPath");
      if (!(object.at("/schema/openAPIV3Schema") instanceof ObjectNode)) {
        object.putObject("schema").putObject("openAPIV3Schema").put(PRESERVE, true);
      }
      ObjectNode schema = (ObjectNode) object.at("/schema/openAPIV3Schema");
      if (schema.path("type").asText("").isEmpty()) schema.put("type", "object");
      if (preserve) preserve(schema);
    }
    if (spec.get("conversion") instanceof ObjectNode conversion) nest(conversion);
  }

  @Override
  public void fromSuccessor(ObjectNode definition) {
    if (!(definition.get("spec") instanceof ObjectNode spec)) return;
    spec.put("version", spec.at("/versions/0/name").asText());
    spec.put("preserveUnknownFields", false);
    for (JsonNode version : spec.path("versions")) {
      if (version instanceof ObjectNode object) renameColumns(object, "jsonPath", "JSONPath");
    }
    for (String[] name : COMMON) raise(spec, name[0], name[1]);
    if (spec.get("conversion") instanceof ObjectNode conversion) flatten(conversion);
  }

  /** What all versions have the same is said once. */
  private static void raise(ObjectNode spec, String common, String name) {
    Set<JsonNode> values = new LinkedHashSet<>();
    for (JsonNode version : spec.path("versions")) values.add(version.path(name));
    if (values.size() != 1 || values.iterator().next().isMissingNode()) return;
    for (JsonNode version : spec.path("versions")) ((ObjectNode) version).remove(name);
    spec.set(common, values.iterator().next());
  }

  private static void renameColumns(ObjectNode version, String from, String to) {
    for (JsonNode column : version.path("additionalPrinterColumns")) {
      if (!(column instanceof ObjectNode object)) continue;
      JsonNode path = object.remove(from);
      if (path != null) object.set(to, path);
    }
  }

  /** Unknown fields stay in objects at every depth. */
  private static void preserve(ObjectNode schema) {
    boolean object = schema.path("type").asText("").equals("object") || schema.has("properties");
    boolean map = schema.has("additionalProperties");
    if (object && !map) schema.put(PRESERVE, true);
    for (JsonNode property : schema.path("properties")) {
      if (property instanceof ObjectNode inner) preserve(inner);
    }
    if (schema.get("items") instanceof ObjectNode items) preserve(items);
    if (schema.get("additionalProperties") instanceof ObjectNode values) preserve(values);
  }

  private static void nest(ObjectNode conversion) {
    JsonNode client = conversion.remove("webhookClientConfig");
    JsonNode versions = conversion.remove("conversionReviewVersions");
    if (client == null && versions == null) return;
    ObjectNode webhook = conversion.putObject("webhook");
    if (client != null) webhook.set("clientConfig", client);
    ArrayNode none = JsonNodeFactory.instance.arrayNode();
    webhook.set("conversionReviewVersions", versions == null ? none : versions);
  }

  private static void flatten(ObjectNode conversion) {
    if (!(conversion.remove("webhook") instanceof ObjectNode webhook)) return;
    JsonNode client = webhook.get("clientConfig");
    if (client != null) conversion.set("webhookClientConfig", client);
    conversion.set("conversionReviewVersions", webhook.path("conversionReviewVersions"));
  }
}
