package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.VersionConverter;
import dev.skiff.controlplane.resource.VersionPriority;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The resource types that a CustomResourceDefinition stands for: one for each served version. */
public final class CustomTypes {
  private static final Set<String> VERBS =
      Set.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");
  private static final Set<String> SUBRESOURCE_VERBS = Set.of("get", "update", "patch");

  private final SchemaReader schemas;
  private final List<ResourceType.PrinterColumn> plain;
  private final Function<JsonNode, VersionConverter> converters;

  /**
   * @param model a built-in type, for the fields and the columns that every object has
   * @param converters makes the converter of a definition
   */
  public CustomTypes(ResourceType model, Function<JsonNode, VersionConverter> converters) {
    schemas = new SchemaReader(model.schema());
    plain = model.columns();
    this.converters = converters;
  }

  /**
   * @param definition a CustomResourceDefinition that passed validation
   */
  public List<ResourceType> of(JsonNode definition) {
    JsonNode spec = definition.path("spec");
    String stored = storage(spec).path("name").asText();
    VersionConverter converter = converters.apply(definition);
    List<ResourceType> types = new ArrayList<>();
    for (JsonNode version : spec.path("versions")) {
      if (version.path("served").asBoolean()) types.add(type(spec, version, stored, converter));
    }
    return types;
  }

  /** The type of what is stored, which may not be served. It stays as it is: none converts it. */
  ResourceType stored(JsonNode definition) {
    JsonNode spec = definition.path("spec");
    JsonNode version = storage(spec);
    return type(spec, version, version.path("name").asText(), VersionConverter.NONE);
  }

  private static JsonNode storage(JsonNode spec) {
    for (JsonNode version : spec.path("versions")) {
      if (version.path("storage").asBoolean()) return version;
    }
    return MissingNode.getInstance();
  }

  private ResourceType type(
      JsonNode spec, JsonNode version, String stored, VersionConverter converter) {
    JsonNode names = spec.path("names");
    String group = spec.path("group").asText();
    String kind = names.path("kind").asText();
    return new ResourceType(
        group,
        version.path("name").asText(),
        kind,
        names.path("listKind").asText(kind + "List"),
        names.path("plural").asText(),
        names.path("singular").asText(kind.toLowerCase()),
        SchemaReader.texts(names.path("shortNames")),
        SchemaReader.texts(names.path("categories")),
        spec.path("scope").asText().equals("Namespaced"),
        VERBS,
        subresources(group, version, kind),
        schemas.published(version.path("schema").path("openAPIV3Schema")),
        columns(version.path("additionalPrinterColumns")),
        selectable(version.path("selectableFields")),
        stored,
        group,
        true,
        converter,
        0,
        null,
        version.path("deprecated").asBoolean() ? deprecation(spec, version) : null);
  }

  /** What the definition says, or which better version there is. */
  private static String deprecation(JsonNode spec, JsonNode version) {
    if (version.has("deprecationWarning")) return version.path("deprecationWarning").asText();
    String group = spec.path("group").asText();
    String kind = spec.path("names").path("kind").asText();
    String name = version.path("name").asText();
    List<String> better = new ArrayList<>();
    for (JsonNode other : spec.path("versions")) {
      String candidate = other.path("name").asText();
      boolean newer = VersionPriority.PREFERRED_FIRST.compare(candidate, name) < 0;
      boolean current = other.path("served").asBoolean() && !other.path("deprecated").asBoolean();
      if (newer && current) better.add(candidate);
    }
    String warning = group + "/" + name + " " + kind + " is deprecated";
    return better.stream()
        .min(VersionPriority.PREFERRED_FIRST)
        .map(best -> warning + "; use " + group + "/" + best + " " + kind)
        .orElse(warning);
  }

  private static List<ResourceType.Subresource> subresources(
      String group, JsonNode version, String kind) {
    List<ResourceType.Subresource> subresources = new ArrayList<>();
    String name = version.path("name").asText();
    if (version.path("subresources").has("status")) {
      subresources.add(
          new ResourceType.Subresource("status", group, name, kind, SUBRESOURCE_VERBS));
    }
    JsonNode scale = version.path("subresources").path("scale");
    if (scale.isObject()) {
      List<String> counts =
          List.of(
              scale.path("specReplicasPath").asText(), scale.path("statusReplicasPath").asText());
      subresources.add(
          new ResourceType.Subresource(
              "scale", "autoscaling", "v1", "Scale", SUBRESOURCE_VERBS, counts));
    }
    return List.copyOf(subresources);
  }

  /** The name comes first; without columns of its own a kind shows its age. */
  private List<ResourceType.PrinterColumn> columns(JsonNode nodes) {
    List<ResourceType.PrinterColumn> columns = new ArrayList<>();
    columns.add(plain.getFirst());
    for (JsonNode node : nodes) {
      String path = node.path("jsonPath").asText("");
      String description = node.path("description").asText("");
      columns.add(
          new ResourceType.PrinterColumn(
              node.path("name").asText(),
              node.path("type").asText("string"),
              node.path("format").asText(""),
              description.isEmpty()
                  ? "Custom resource definition column (in JSONPath format): " + path
                  : description,
              node.path("priority").asInt(),
              path));
    }
    if (nodes.isEmpty()) {
      columns.add(
          new ResourceType.PrinterColumn(
              "Age", "date", "", plain.getLast().description(), 0, ".metadata.creationTimestamp"));
    }
    return List.copyOf(columns);
  }

  private static List<String> selectable(JsonNode nodes) {
    List<String> fields = new ArrayList<>();
    for (JsonNode node : nodes) {
      String path = node.path("jsonPath").asText("");
      fields.add(path.startsWith(".") ? path.substring(1) : path);
    }
    return List.copyOf(fields);
  }
}
