package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.ServedTypes;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What {@code /openapi/v3} and {@code /openapi/v2} say: JSON documents made from the registry, kept
 * until it changes.
 */
@ApplicationScoped
public class OpenApi {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ServedTypes registry;
  private final Map<String, Document> documents = new ConcurrentHashMap<>();

  /**
   * A document.
   *
   * @param json its bytes
   * @param hash of its content, for the ETag and the {@code hash} parameter
   */
  public record Document(byte[] json, String hash) {}

  public OpenApi(ServedTypes registry) {
    this.registry = registry;
    registry.onChange(documents::clear);
  }

  /** {@code /openapi/v3}: where the documents of all groups and versions are. */
  public Document index() {
    // Made outside the map: making it puts the documents of all versions in.
    Document known = documents.get("index");
    if (known != null) return known;
    ObjectNode index = JsonNodeFactory.instance.objectNode();
    ObjectNode paths = index.putObject("paths");
    for (String path : paths()) {
      String hash = groupVersion(path).orElseThrow().hash();
      paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + hash);
    }
    Document made = document(index);
    documents.put("index", made);
    return made;
  }

  /**
   * {@code /openapi/v3/<path>}; empty if there is no such document.
   *
   * @param path for example {@code apis/apps/v1}, {@code apis/apps} or {@code version}
   */
  public Optional<Document> groupVersion(String path) {
    Document known = documents.get(path);
    if (known != null) return Optional.of(known);
    List<ResourceType> types =
        registry.all().stream().filter(type -> path(type).equals(path)).toList();
    if (types.isEmpty() && !discoveryPaths().contains(path)) return Optional.empty();
    Document made =
        document(
            types.isEmpty()
                ? DiscoveryDocument.build(path, registry.builtIn())
                : new V3Document(registry.builtIn(), types).build());
    documents.put(path, made);
    return Optional.of(made);
  }

  /** {@code /openapi/v2}: all groups and versions in one Swagger document. */
  public Document v2() {
    return documents.computeIfAbsent(
        "v2",
        key -> document(new V2Document(registry.builtIn(), List.copyOf(registry.all())).build()));
  }

  private Set<String> paths() {
    Set<String> paths = new TreeSet<>(discoveryPaths());
    registry.all().forEach(type -> paths.add(path(type)));
    return paths;
  }

  /** Groups of custom resources have documents of their versions only, as upstream. */
  private Set<String> discoveryPaths() {
    Set<String> paths = new HashSet<>(DiscoveryDocument.paths());
    registry.all().stream()
        .filter(type -> !type.custom() && !type.group().isEmpty())
        .forEach(type -> paths.add(DiscoveryDocument.ofGroup(type.group())));
    return paths;
  }

  private static String path(ResourceType type) {
    return (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
  }

  private static Document document(ObjectNode content) {
    try {
      byte[] json = MAPPER.writeValueAsBytes(content);
      byte[] digest = MessageDigest.getInstance("SHA-512").digest(json);
      return new Document(json, HexFormat.of().withUpperCase().formatHex(digest));
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
