package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.BuiltInTypes;
import dev.skiff.controlplane.resource.Documentation;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.Schema;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The definitions that a document refers to, each once, kinds marked with group and version. */
final class Components {
  private static final String KINDS = "x-kubernetes-group-version-kind";

  /**
   * Groups of which Go's client has no types; documents of custom resources are made with those.
   */
  private static final Set<String> NOT_OF_CLIENT =
      Set.of(
          "admission.k8s.io",
          "apiextensions.k8s.io",
          "apiregistration.k8s.io",
          "imagepolicy.k8s.io");

  private final SchemaWriter writer;
  private final BuiltInTypes builtIn;
  private final Map<String, Operation.Kind> kinds = new HashMap<>();
  private final Map<String, ResourceType> custom = new HashMap<>();

  /**
   * @param types those that the document is about
   */
  Components(SchemaWriter writer, BuiltInTypes builtIn, Collection<ResourceType> types) {
    this.writer = writer;
    this.builtIn = builtIn;
    builtIn.types().forEach(this::mark);
    types.forEach(this::mark);
  }

  private void mark(ResourceType type) {
    String name = name(type);
    kinds.put(name, new Operation.Kind(type.group(), type.version(), type.kind()));
    String list = listName(type);
    kinds.put(list, new Operation.Kind(type.group(), type.version(), type.listKind()));
    if (type.custom()) {
      custom.put(name, type);
      custom.put(list, type);
    }
    for (ResourceType.Subresource subresource : type.subresources()) {
      kinds.putIfAbsent(
          subresourceName(subresource),
          new Operation.Kind(subresource.group(), subresource.version(), subresource.kind()));
    }
  }

  /** The name of a type's definition: the built-in one, or the reversed group for custom ones. */
  static String name(ResourceType type) {
    if (type.schema().name() != null) return type.schema().name();
    String[] labels = type.group().split("\\.");
    StringBuilder name = new StringBuilder();
    for (int i = labels.length - 1; i >= 0; i--) name.append(labels[i]).append('.');
    return name + type.version() + "." + type.kind();
  }

  /** The name of the definition of a list of them. */
  static String listName(ResourceType type) {
    String name = name(type);
    return name.substring(0, name.lastIndexOf('.') + 1) + type.listKind();
  }

  static String subresourceName(ResourceType.Subresource subresource) {
    String group = subresource.group().isEmpty() ? "core" : subresource.group().split("\\.")[0];
    return "io.k8s.api." + group + "." + subresource.version() + "." + subresource.kind();
  }

  /** Marks an operation with what it does to which kind. */
  static void mark(ObjectNode node, Operation operation) {
    if (operation.action() == null) return;
    node.put("x-kubernetes-action", operation.action());
    node.set(KINDS, node(operation.kind()));
  }

  /** A reference to a definition, which is then written too; or plain text. */
  ObjectNode reference(String definition) {
    return definition.equals(Operation.TEXT)
        ? JsonNodeFactory.instance.objectNode().put("type", "string")
        : writer.reference(definition);
  }

  /** Whether nothing was referred to. */
  boolean isEmpty() {
    return writer.referred().isEmpty();
  }

  /** Writes all that was referred to, and what these refer to. */
  void write(DocumentWriter out) throws IOException {
    Set<String> done = new HashSet<>();
    for (boolean more = true; more; ) {
      more = false;
      for (String name : new TreeSet<>(writer.referred())) {
        if (!done.add(name)) continue;
        out.put(name, definition(name));
        more = true;
      }
    }
  }

  private ObjectNode definition(String name) {
    ObjectNode definition;
    ResourceType type = custom.get(name);
    Optional<Schema> schema = builtIn.definition(name);
    if (type != null) {
      CustomSchemas schemas = new CustomSchemas(writer);
      definition = name.equals(name(type)) ? schemas.object(type) : schemas.list(type);
    } else if (schema.isPresent()) {
      definition = writer.definition(schema.get());
      if (writer.v3() && !custom.isEmpty()) withoutServerKinds(definition);
    } else {
      definition = writer.scalar(Documentation.of(name, ""));
    }
    if (kinds.containsKey(name)) definition.putArray(KINDS).add(node(kinds.get(name)));
    return definition;
  }

  private static void withoutServerKinds(ObjectNode definition) {
    if (!(definition.remove(KINDS) instanceof ArrayNode all)) return;
    ArrayNode left = definition.putArray(KINDS);
    for (JsonNode kind : all) {
      if (!NOT_OF_CLIENT.contains(kind.path("group").asText())) left.add(kind);
    }
  }

  private static JsonNode node(Operation.Kind kind) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("group", kind.group())
        .put("kind", kind.kind())
        .put("version", kind.version());
  }
}
