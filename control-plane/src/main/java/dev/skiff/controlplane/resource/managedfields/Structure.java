package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.skiff.controlplane.resource.Default;
import dev.skiff.controlplane.resource.Schema;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a schema says about who may own what: whether a value is owned as a whole or in parts, and
 * by which names its parts go. A null schema stands for a value of which nothing is declared: its
 * objects are owned field by field, all else as a whole.
 */
final class Structure {
  /** How a value is owned. */
  enum Kind {
    /** As a whole. */
    LEAF,
    /** Field by field. */
    MAP,
    /** Element by element. */
    LIST
  }

  /** Fields that identify an object or are the server's; nobody owns them. */
  private static final Set<String> IDENTITY = Set.of("apiVersion", "kind");

  private static final Set<String> IDENTITY_IN_METADATA =
      Set.of(
          "name",
          "namespace",
          "creationTimestamp",
          "selfLink",
          "uid",
          "clusterName",
          "generation",
          "managedFields",
          "resourceVersion");

  private Structure() {}

  /**
   * How a value is owned.
   *
   * @param value decides where the schema leaves it open
   */
  static Kind kind(Schema schema, JsonNode value) {
    if (schema == null) return value.isObject() ? Kind.MAP : Kind.LEAF;
    if (isAtomic(schema)) return Kind.LEAF;
    if (schema.items() != null) return Kind.LIST;
    if (isObject(schema)) return Kind.MAP;
    boolean free = schema.preserveUnknownFields() && schema.constraints() != null;
    return free && value.isObject() ? Kind.MAP : Kind.LEAF;
  }

  /** Whether values are lists or objects that are owned as a whole. */
  static boolean isAtomic(Schema schema) {
    if (schema == null) return false;
    if (schema.items() != null) return !associative(schema);
    return isObject(schema) && schema.mapType().equals("atomic");
  }

  private static boolean isObject(Schema schema) {
    return schema.type().equals("object")
        || !schema.properties().isEmpty()
        || schema.additionalProperties() != null;
  }

  private static boolean associative(Schema list) {
    return switch (list.listType()) {
      case "map", "set" -> true;
      case "" -> list.patchStrategy().startsWith("merge");
      default -> false;
    };
  }

  /** The schema of a field; null if nothing is declared of it. */
  static Schema child(Schema schema, String field) {
    return schema == null ? null : schema.property(field);
  }

  /** Whether a field has a name of its own in the schema, unlike an entry of a map. */
  static boolean declares(Schema schema, String field) {
    return schema != null && schema.properties().containsKey(field);
  }

  /**
   * The step to an element of a list of {@link Kind#LIST}.
   *
   * @throws StructureException if it has no name
   */
  static PathElement element(Schema list, JsonNode element) {
    List<String> keys = keys(list);
    if (keys.isEmpty()) return setElement(element);
    if (element.isNull()) {
      throw new StructureException("associative list with keys may not have a null element");
    }
    if (!(element instanceof ObjectNode object)) {
      throw new StructureException("associative list with keys may not have non-map elements");
    }
    TreeMap<String, JsonNode> values = new TreeMap<>();
    for (String key : keys) {
      JsonNode value = object.get(key);
      if (value == null) value = defaultKey(list.items(), key);
      if (value != null) values.put(key, value);
    }
    if (values.isEmpty()) {
      throw new StructureException(
          "associative list with keys has an element that omits all key fields [\""
              + String.join("\" \"", keys)
              + "\"] (and doesn't have default values for any key fields)");
    }
    return PathElement.key(values);
  }

  private static List<String> keys(Schema list) {
    if (!list.listMapKeys().isEmpty()) return list.listMapKeys();
    boolean set = list.listType().equals("set") || list.patchMergeKey().isEmpty();
    return set ? List.of() : List.of(list.patchMergeKey());
  }

  private static PathElement setElement(JsonNode element) {
    if (element.isObject()) {
      throw new StructureException(
          "associative list without keys has an element that's a map type");
    }
    if (element.isArray()) {
      throw new StructureException("not supported: associative list with lists as elements");
    }
    if (element.isNull()) {
      throw new StructureException(
          "associative list without keys has an element that's an explicit null");
    }
    return PathElement.value(element);
  }

  private static JsonNode defaultKey(Schema items, String key) {
    for (Default rule : items.defaults()) {
      boolean own = rule.path().size() == 1 && rule.path().getFirst().equals(key);
      if (own && rule.conditions().isEmpty()) return rule.value();
    }
    // Upstream's Go structs always have these; a LocalObjectReference declares that default.
    boolean always =
        items.name() != null
            && (items.required().contains(key) || items.name().endsWith(".LocalObjectReference"));
    if (!always) return null;
    return switch (items.property(key).type()) {
      case "string" -> TextNode.valueOf("");
      case "integer" -> IntNode.valueOf(0);
      default -> null;
    };
  }

  /**
   * Whether a field is nobody's.
   *
   * @param depth 0 for the object's own fields, 1 for those of metadata
   * @param inMetadata whether the parent is the object's metadata
   */
  static boolean identifies(String field, int depth, boolean inMetadata) {
    if (depth == 0) return IDENTITY.contains(field);
    return inMetadata && IDENTITY_IN_METADATA.contains(field);
  }

  /** The fields of a value; empty if it has none. */
  static boolean isEmpty(JsonNode value) {
    return value == null || !value.isContainerNode() || value.isEmpty();
  }
}
