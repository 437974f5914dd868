package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.CompressedJson;
import dev.skiff.controlplane.resource.Gzip;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.ServedTypes;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/**
 * What {@code /openapi/v3} and {@code /openapi/v2} say: documents that are made from the registry
 * when somebody asks, and kept, compressed, until the types change that they are about.
 */
@ApplicationScoped
public class OpenApi {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** The version of the API that documents name. */
  static final String VERSION = "1.35";

  private static final String INDEX = "index";
  private static final String V2 = "v2";

  private final ServedTypes registry;
  private final Map<String, Latest> documents = new ConcurrentHashMap<>();

  /** A document, in the forms in which somebody has asked for it. */
  public static final class Document {
    private final CompressedJson content;
    private final String hash;
    private final Instant made;
    private byte[] protobuf;

    private Document(CompressedJson content, String hash, Instant made) {
      this.content = content;
      this.hash = hash;
      this.made = made;
    }

    /** A document that somebody else has made. */
    public static Document of(ObjectNode content) {
      return OpenApi.write(out -> out.putFields(content));
    }

    /** The hash of its content, for the ETag and the {@code hash} parameter. */
    public String hash() {
      return hash;
    }

    /** When it became what it is. */
    public Instant made() {
      return made;
    }

    /** The JSON. */
    public byte[] json() {
      return content.bytes();
    }

    /**
     * The same as protocol buffers.
     *
     * @param writer makes them of the JSON, when somebody first asks
     */
    public synchronized byte[] protobuf(UnaryOperator<byte[]> writer) {
      if (protobuf == null) protobuf = Gzip.compress(writer.apply(json()));
      return Gzip.expand(protobuf);
    }
  }

  /** A document with the types that it was made of. */
  private static final class Latest {
    private List<ResourceType> types;
    private Document document;

    /** As of these types; made by one thread while others wait for it. */
    synchronized Document of(List<ResourceType> current, Content content) {
      if (document == null || !sameAs(current)) {
        document = write(content);
        types = current;
      }
      return document;
    }

    private boolean sameAs(List<ResourceType> current) {
      if (types.size() != current.size()) return false;
      for (int i = 0; i < types.size(); i++) {
        if (types.get(i) != current.get(i)) return false;
      }
      return true;
    }
  }

  private interface Content {
    void write(DocumentWriter out) throws IOException;
  }

  public OpenApi(ServedTypes registry) {
    this.registry = registry;
  }

  /** {@code /openapi/v3}: where the documents of all groups and versions are. */
  public Document index() {
    List<ResourceType> types = List.copyOf(registry.all());
    return kept(
        INDEX,
        types,
        out -> {
          Collection<String> paths = paths(types);
          forgetAllBut(paths);
          out.begin("paths");
          for (String path : paths) {
            String hash = groupVersion(path).orElseThrow().hash();
            String url = "/openapi/v3/" + path + "?hash=" + hash;
            out.put(path, JSON.objectNode().put("serverRelativeURL", url));
          }
          out.end();
        });
  }

  /**
   * {@code /openapi/v3/<path>}; empty if there is no such document.
   *
   * @param path for example {@code apis/apps/v1}, {@code apis/apps} or {@code version}
   */
  public Optional<Document> groupVersion(String path) {
    Collection<ResourceType> all = registry.all();
    List<ResourceType> types =
        all.stream().filter(type -> ServerPages.path(type).equals(path)).toList();
    Operation page = types.isEmpty() ? ServerPages.of(all).get(path) : null;
    if (types.isEmpty() && page == null) return Optional.empty();
    boolean custom = !types.isEmpty() && types.getFirst().custom();
    return Optional.of(
        kept(
            path,
            types,
            out -> {
              Components components =
                  new Components(new SchemaWriter(true), registry.builtIn(), types);
              List<Operation> operations = page == null ? operations(types) : List.of(page);
              new V3Document(components).writeAll(operations, custom, out);
            }));
  }

  /** {@code /openapi/v2}: all groups and versions in one Swagger document. */
  public Document v2() {
    List<ResourceType> types = List.copyOf(registry.all());
    return kept(
        V2,
        types,
        out -> {
          List<Operation> operations = new ArrayList<>(ServerPages.of(types).values());
          operations.addAll(operations(types));
          Components components =
              new Components(new SchemaWriter(false), registry.builtIn(), types);
          new V2Document(components).writeAll(operations, out);
        });
  }

  /** How clients say who they are, as both versions of OpenAPI have it. */
  static ObjectNode security() {
    ObjectNode schemes = JSON.objectNode();
    schemes
        .putObject("BearerToken")
        .put("description", "Bearer Token authentication")
        .put("type", "apiKey")
        .put("name", "authorization")
        .put("in", "header");
    return schemes;
  }

  private List<Operation> operations(List<ResourceType> types) {
    List<Operation> operations = new ArrayList<>();
    TreeSet<String> versions = new TreeSet<>();
    for (ResourceType type : types) {
      if (!type.custom() && versions.add(type.apiVersion())) {
        operations.add(ServerPages.resources(type));
      }
      operations.addAll(Operations.of(type, registry.builtIn()));
    }
    return operations;
  }

  private static Collection<String> paths(List<ResourceType> types) {
    TreeSet<String> paths = new TreeSet<>(ServerPages.of(types).keySet());
    types.forEach(type -> paths.add(ServerPages.path(type)));
    return paths;
  }

  private Document kept(String key, List<ResourceType> types, Content content) {
    return documents.computeIfAbsent(key, absent -> new Latest()).of(types, content);
  }

  private void forgetAllBut(Collection<String> paths) {
    documents
        .keySet()
        .removeIf(key -> !paths.contains(key) && !key.equals(INDEX) && !key.equals(V2));
  }

  private static Document write(Content content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      GZIPOutputStream gzip = new GZIPOutputStream(bytes);
      try (DocumentWriter out = new DocumentWriter(new DigestOutputStream(gzip, digest))) {
        content.write(out);
      }
      String hash = HexFormat.of().withUpperCase().formatHex(digest.digest());
      return new Document(new CompressedJson(bytes.toByteArray()), hash, Instant.now());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-512", e);
    }
  }
}
