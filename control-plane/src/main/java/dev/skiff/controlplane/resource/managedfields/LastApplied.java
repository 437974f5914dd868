package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.decode.UntrustedJson;

/**
 * The annotation in which kubectl keeps what it applied on the client's side. Whoever changes to
 * server-side apply with kubectl owns what the annotation says.
 */
final class LastApplied {
  /** The field manager for which the annotation counts. */
  static final String MANAGER = "kubectl";

  private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
  private static final ObjectMapper SORTED =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private LastApplied() {}

  private static String of(ObjectNode object) {
    return object.path("metadata").path("annotations").path(ANNOTATION).asText("");
  }

  /** Fields that were applied on the client's side and still have the value that they got. */
  static FieldSet ownFields(Shape shape, ObjectNode live) {
    try {
      if (!(UntrustedJson.tree(of(live)) instanceof ObjectNode applied)) return FieldSet.EMPTY;
      if (!applied.path("apiVersion").asText().equals(shape.apiVersion())) return FieldSet.EMPTY;
      ConfigurationCheck.check(shape.schema(), applied);
      Comparison change = Comparer.compare(shape.schema(), applied, live);
      return shape
          .fields(applied)
          .difference(change.modified())
          .difference(change.added())
          .difference(change.removed());
    } catch (JsonProcessingException | StructureException unreadable) {
      return FieldSet.EMPTY;
    }
  }

  /** Writes the annotation anew if the object has one and kubectl applies it. */
  static void renew(ObjectNode object, ObjectNode configuration, String manager) {
    if (!manager.equals(MANAGER) || of(object).isEmpty()) return;
    ObjectNode metadata = (ObjectNode) object.get("metadata");
    ObjectNode annotations = metadata.withObjectProperty("annotations").deepCopy();
    annotations.put(ANNOTATION, text(configuration));
    metadata.set("annotations", annotations);
  }

  private static String text(ObjectNode configuration) {
    ObjectNode copy = configuration.deepCopy();
    JsonNode annotations = copy.path("metadata").path("annotations");
    if (annotations instanceof ObjectNode object) object.remove(ANNOTATION);
    try {
      return SORTED.writeValueAsString(SORTED.treeToValue(copy, Object.class)) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
