package dev.skiff.controlplane.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** The built-in types, as the module resource-model wrote them down at build time. */
public final class BuiltInTypes {
  private static final String DIRECTORY = "dev/skiff/resourcemodel/";

  private final Definitions definitions;
  private final List<ResourceType> types = new ArrayList<>();

  private BuiltInTypes(JsonNode model) {
    definitions = new Definitions(model.get("definitions"));
    for (JsonNode resource : model.get("resources")) {
      types.add(resource.has("successor") ? removed(resource) : type(resource));
    }
  }

  /** Reads them; takes some tens of milliseconds. */
  public static BuiltInTypes load() {
    try (InputStream in = new GZIPInputStream(open("types.json.gz"))) {
      return new BuiltInTypes(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static InputStream open(String file) throws IOException {
    InputStream in = BuiltInTypes.class.getClassLoader().getResourceAsStream(DIRECTORY + file);
    if (in == null) throw new IOException(DIRECTORY + file + " is not on the class path");
    return in;
  }

  /** Every type of a v1.35 server, in the order of discovery. */
  public List<ResourceType> types() {
    return types.stream().filter(type -> type.removal() == null).toList();
  }

  /** The types in versions that upstream has removed, in the order of discovery. */
  public List<ResourceType> removed() {
    return types.stream().filter(type -> type.removal() != null).toList();
  }

  /** A definition by its name in OpenAPI, for example that of DeleteOptions. */
  public Optional<Schema> definition(String name) {
    return definitions.find(name);
  }

  /** All definitions by name. */
  public Map<String, Schema> definitions() {
    return definitions.all();
  }

  private ResourceType type(JsonNode resource) {
    String group = resource.get("group").textValue();
    String version = resource.get("version").textValue();
    String kind = resource.get("kind").textValue();
    return new ResourceType(
        group,
        version,
        kind,
        resource.get("plural").textValue(),
        resource.path("singular").asText(kind.toLowerCase()),
        texts(resource.path("shortNames")),
        texts(resource.path("categories")),
        resource.get("namespaced").booleanValue(),
        Set.copyOf(texts(resource.get("verbs"))),
        subresources(resource.get("subresources"), group, version),
        definitions.find(resource.get("definition").textValue()).orElseThrow(),
        columns(resource.path("columns").asText(""), resource.path("columnDescriptions")),
        texts(resource.path("selectableFields")),
        resource.path("storageVersion").asText(version),
        resource.has("storedAs") ? "" : group,
        false);
  }

  /** Successors come before what they succeed. */
  private ResourceType removed(JsonNode resource) {
    String successor = resource.get("successor").textValue();
    String plural = resource.get("plural").textValue();
    String group = resource.get("group").textValue();
    String version = resource.get("version").textValue();
    return types.stream()
        .filter(type -> type.plural().equals(plural) && type.apiVersion().equals(successor))
        .findFirst()
        .orElseThrow()
        .removed(
            group,
            version,
            subresources(resource.get("subresources"), group, version),
            definitions.find(resource.get("definition").textValue()).orElseThrow(),
            resource.get("warning").textValue());
  }

  private static List<ResourceType.Subresource> subresources(
      JsonNode nodes, String group, String version) {
    List<ResourceType.Subresource> subresources = new ArrayList<>();
    for (JsonNode node : nodes) {
      String kind = node.get("kind").textValue();
      String ofGroup =
          switch (kind) {
            case "Scale" -> "autoscaling";
            case "Eviction" -> "policy";
            case "TokenRequest" -> "authentication.k8s.io";
            default -> group;
          };
      Set<String> verbs = new LinkedHashSet<>(texts(node.get("verbs")));
      subresources.add(
          new ResourceType.Subresource(
              node.get("name").textValue(),
              ofGroup,
              ofGroup.equals(group) ? version : "v1",
              kind,
              verbs));
    }
    return List.copyOf(subresources);
  }

  /**
   * Reads the notation of {@code facts/resources.yaml}: {@code heading[:type][/format][!]; ...}.
   */
  private static List<ResourceType.PrinterColumn> columns(String text, JsonNode descriptions) {
    if (text.isEmpty()) return List.of();
    List<ResourceType.PrinterColumn> columns = new ArrayList<>();
    for (String column : text.split("; ")) {
      int priority = column.endsWith("!") ? 1 : 0;
      String[] format = column.substring(0, column.length() - priority).split("/", 2);
      String[] type = format[0].split(":", 2);
      columns.add(
          new ResourceType.PrinterColumn(
              type[0],
              type.length == 1 ? "string" : type[1],
              format.length == 1 ? "" : format[1],
              // Many columns say the same.
              descriptions.get(columns.size()).textValue().intern(),
              priority,
              ""));
    }
    return List.copyOf(columns);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.textValue()));
    return List.copyOf(texts);
  }
}
