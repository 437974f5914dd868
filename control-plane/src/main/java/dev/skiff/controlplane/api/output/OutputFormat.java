package dev.skiff.controlplane.api.output;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.protobuf.ProtobufWriter;
import dev.skiff.controlplane.resource.ResourceType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the client wants to read, out of its Accept header.
 *
 * @param encoding JSON, YAML or protocol buffers
 * @param view the object itself or a rendering of it
 * @param viewVersion version of meta.k8s.io for a rendering
 */
public record OutputFormat(Encoding encoding, View view, String viewVersion) {

  /** JSON objects as they are. */
  public static final OutputFormat JSON = new OutputFormat(Encoding.JSON, View.OBJECT, "v1");

  /** The media types in which objects are served. */
  public static final String ACCEPTED =
      "application/json, application/yaml, " + ProtobufWriter.MEDIA_TYPE;

  private static final String STREAMS = "application/json;stream=watch, " + ProtobufWriter.STREAM;
  private static final List<String> META_VERSIONS = List.of("v1", "v1beta1");

  /** How the answer is written. */
  public enum Encoding {
    JSON("application/json", "application/json"),
    YAML("application/yaml", null),
    PROTOBUF(ProtobufWriter.MEDIA_TYPE, ProtobufWriter.STREAM);

    private final String mediaType;
    private final String streamType;

    Encoding(String mediaType, String streamType) {
      this.mediaType = mediaType;
      this.streamType = streamType;
    }

    public String mediaType() {
      return mediaType;
    }

    /** The encoding that a media range asks for; null if none of these. */
    public static Encoding of(MediaRange range) {
      return switch (range.type()) {
        case "application/json", "*/*", "application/*" -> JSON;
        case "application/yaml" -> YAML;
        case ProtobufWriter.MEDIA_TYPE -> PROTOBUF;
        default -> null;
      };
    }

    /** The media type of a stream of events; null if there is none. */
    public String streamType() {
      return streamType;
    }
  }

  /** What is shown of an object. */
  public enum View {
    OBJECT,
    TABLE,
    PARTIAL_METADATA,
    PARTIAL_METADATA_LIST
  }

  /**
   * Chooses the first media range that can be served, by descending quality.
   *
   * @param accept null or blank accepts everything
   * @param custom whether it is about a custom resource, of which protocol buffers know only the
   *     metadata
   * @param verb list and watch have streams among what they can serve
   * @throws dev.skiff.controlplane.api.StatusException 406 if none can
   */
  public static OutputFormat negotiate(String accept, boolean custom, String verb) {
    OutputFormat format = choose(accept, custom);
    boolean collection = verb.equals("list") || verb.equals("watch");
    if (format == null) {
      boolean known =
          custom || MediaRange.parse(accept).stream().anyMatch(r -> Encoding.of(r) != null);
      if (known) throw Statuses.notAcceptable(ACCEPTED);
      throw Statuses.nothingAcceptable(collection ? ACCEPTED + ", " + STREAMS : ACCEPTED);
    }
    if (verb.equals("watch") && format.encoding().streamType() == null) {
      throw Statuses.notAcceptable(STREAMS);
    }
    return format;
  }

  /** The encoding for a document or a Status; none if nothing that is accepted can be served. */
  static Optional<Encoding> acceptable(String accept) {
    if (accept == null || accept.isBlank()) return Optional.of(Encoding.JSON);
    return MediaRange.parse(accept).stream()
        .filter(range -> range.parameter("as").isEmpty())
        .map(Encoding::of)
        .filter(Objects::nonNull)
        .findFirst();
  }

  private static OutputFormat choose(String accept, boolean custom) {
    if (accept == null || accept.isBlank()) return JSON;
    for (MediaRange range : MediaRange.parse(accept)) {
      Encoding encoding = Encoding.of(range);
      if (encoding == null) continue;
      boolean protobuf = encoding == Encoding.PROTOBUF;
      String as = range.parameter("as");
      if (as.isEmpty()) {
        if (protobuf && custom) continue;
        return new OutputFormat(encoding, View.OBJECT, "v1");
      }
      View view = view(as);
      String version = range.parameter("v");
      boolean known =
          view != null
              && !(protobuf && view == View.TABLE)
              && range.parameter("g").equals("meta.k8s.io")
              && META_VERSIONS.contains(version);
      if (known) return new OutputFormat(encoding, view, version);
    }
    return null;
  }

  /**
   * Checks that the view fits a list.
   *
   * @throws dev.skiff.controlplane.api.StatusException 406 if it is one of single objects
   */
  public void requireList(ResourceType type) {
    if (view == View.PARTIAL_METADATA) {
      throw misfit("PartialObjectMetadata", "is a list", goType(type, type.listKind()));
    }
  }

  /**
   * Checks that the view fits a single object.
   *
   * @throws dev.skiff.controlplane.api.StatusException 406 if it is one of lists
   */
  public void requireObject(ResourceType type) {
    if (view == View.PARTIAL_METADATA_LIST) {
      throw misfit("PartialObjectMetadataList", "is not a list", goType(type, type.kind()));
    }
  }

  private static StatusException misfit(String asked, String but, String goType) {
    return new StatusException(
        406,
        "NotAcceptable",
        "you requested " + asked + ", but the requested object " + but + " (*" + goType + ")",
        null);
  }

  /** Upstream's internal type, which its message shows. */
  private static String goType(ResourceType type, String kind) {
    if (type.custom()) {
      return "unstructured.Unstructured" + (kind.equals(type.kind()) ? "" : "List");
    }
    String label = type.group().split("\\.")[0];
    return (label.isEmpty() || label.equals("events") ? "core" : label) + "." + kind;
  }

  /** The same encoding of the object itself. */
  public OutputFormat plain() {
    return new OutputFormat(encoding, View.OBJECT, viewVersion);
  }

  private static View view(String as) {
    return switch (as) {
      case "Table" -> View.TABLE;
      case "PartialObjectMetadata" -> View.PARTIAL_METADATA;
      case "PartialObjectMetadataList" -> View.PARTIAL_METADATA_LIST;
      default -> null;
    };
  }
}
