package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.BuiltInTypes;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.Schema;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The definitions that a set of types needs, each once, kinds marked with group and version. */
final class Components {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String CONVENTIONS =
      "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";

  private final SchemaWriter writer;
  private final Map<String, ObjectNode> definitions = new TreeMap<>();

  Components(SchemaWriter writer, BuiltInTypes builtIn, Collection<ResourceType> types) {
    this.writer = writer;
    for (String name : new String[] {"Status", "DeleteOptions"}) {
      builtIn.definition(META + name).ifPresent(writer::reference);
    }
    for (ResourceType type : types) {
      kind(type, type.kind(), name(type), type.schema());
      String listName = name(type) + "List";
      builtIn
          .definition(listName)
          .ifPresentOrElse(
              schema -> kind(type, type.listKind(), listName, schema),
              () -> {
                if (type.custom()) customList(type, listName, builtIn);
              });
      for (ResourceType.Subresource subresource : type.subresources()) {
        builtIn
            .definition(subresourceName(subresource))
            .ifPresent(schema -> subresourceKind(subresource, schema));
      }
    }
    writeReferred();
  }

  Map<String, ObjectNode> definitions() {
    return definitions;
  }

  /** The name of a type's definition: the built-in one, or the reversed group for custom ones. */
  static String name(ResourceType type) {
    if (type.schema().name() != null) return type.schema().name();
    String[] labels = type.group().split("\\.");
    StringBuilder name = new StringBuilder();
    for (int i = labels.length - 1; i >= 0; i--) name.append(labels[i]).append('.');
    return name + type.version() + "." + type.kind();
  }

  static String subresourceName(ResourceType.Subresource subresource) {
    String group = subresource.group().isEmpty() ? "core" : subresource.group().split("\\.")[0];
    return "io.k8s.api." + group + "." + subresource.version() + "." + subresource.kind();
  }

  private void kind(ResourceType type, String kind, String name, Schema schema) {
    ObjectNode definition =
        type.custom() ? writer.customResource(schema) : writer.definition(schema);
    mark(definition, type.group(), type.version(), kind);
    definitions.put(name, definition);
  }

  private void subresourceKind(ResourceType.Subresource subresource, Schema schema) {
    ObjectNode definition = writer.definition(schema);
    mark(definition, subresource.group(), subresource.version(), subresource.kind());
    definitions.put(schema.name(), definition);
  }

  private void customList(ResourceType type, String name, BuiltInTypes builtIn) {
    Schema like = builtIn.definition("io.k8s.api.core.v1.ConfigMapList").orElseThrow();
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.put("description", type.listKind() + " is a list of " + type.kind());
    list.put("type", "object").putArray("required").add("items");
    ObjectNode properties = list.putObject("properties");
    for (String field : new String[] {"apiVersion", "kind", "metadata"}) {
      properties.set(field, writer.field(like.property(field)));
    }
    ObjectNode items = properties.putObject("items").put("type", "array");
    items.put("description", "List of " + type.plural() + ". More info: " + CONVENTIONS);
    items.set("items", writer.reference(name(type)));
    mark(list, type.group(), type.version(), type.listKind());
    definitions.put(name, list);
  }

  private static void mark(ObjectNode definition, String group, String version, String kind) {
    definition
        .putArray("x-kubernetes-group-version-kind")
        .addObject()
        .put("group", group)
        .put("kind", kind)
        .put("version", version);
  }

  private void writeReferred() {
    Set<String> done = new HashSet<>(definitions.keySet());
    for (boolean more = true; more; ) {
      more = false;
      for (Map.Entry<String, Schema> entry : Map.copyOf(writer.referred()).entrySet()) {
        if (!done.add(entry.getKey())) continue;
        definitions.put(entry.getKey(), writer.definition(entry.getValue()));
        more = true;
      }
    }
  }
}
