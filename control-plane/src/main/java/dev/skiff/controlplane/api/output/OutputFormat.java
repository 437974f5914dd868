package dev.skiff.controlplane.api.output;

import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.protobuf.ProtobufWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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

  private static final String ACCEPTED =
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

  private record Range(String type, Map<String, String> parameters, double quality) {}

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
      boolean known = custom || ranges(accept).stream().anyMatch(r -> encoding(r.type()) != null);
      if (known) throw Statuses.notAcceptable(ACCEPTED);
      throw Statuses.nothingAcceptable(collection ? ACCEPTED + ", " + STREAMS : ACCEPTED);
    }
    if (verb.equals("watch") && format.encoding().streamType() == null) {
      throw Statuses.notAcceptable(STREAMS);
    }
    return format;
  }

  /** The encoding for a document or a Status: JSON if nothing that is accepted can be served. */
  public static Encoding encodingFor(String accept) {
    if (accept == null || accept.isBlank()) return Encoding.JSON;
    for (Range range : ranges(accept)) {
      Encoding encoding = encoding(range.type());
      if (encoding != null && !range.parameters().containsKey("as")) return encoding;
    }
    return Encoding.JSON;
  }

  private static OutputFormat choose(String accept, boolean custom) {
    if (accept == null || accept.isBlank()) return JSON;
    for (Range range : ranges(accept)) {
      Encoding encoding = encoding(range.type());
      if (encoding == null) continue;
      boolean protobuf = encoding == Encoding.PROTOBUF;
      String as = range.parameters().get("as");
      if (as == null) {
        if (protobuf && custom) continue;
        return new OutputFormat(encoding, View.OBJECT, "v1");
      }
      View view = view(as);
      String version = range.parameters().getOrDefault("v", "");
      boolean known =
          view != null
              && !(protobuf && view == View.TABLE)
              && "meta.k8s.io".equals(range.parameters().get("g"))
              && META_VERSIONS.contains(version);
      if (known) return new OutputFormat(encoding, view, version);
    }
    return null;
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

  private static Encoding encoding(String type) {
    return switch (type) {
      case "application/json", "*/*", "application/*" -> Encoding.JSON;
      case "application/yaml" -> Encoding.YAML;
      case ProtobufWriter.MEDIA_TYPE -> Encoding.PROTOBUF;
      default -> null;
    };
  }

  private static List<Range> ranges(String accept) {
    List<Range> ranges = new ArrayList<>();
    for (String text : accept.split(",")) {
      String[] parts = text.split(";");
      Map<String, String> parameters = new HashMap<>();
      for (int i = 1; i < parts.length; i++) {
        String[] parameter = parts[i].split("=", 2);
        if (parameter.length == 2) parameters.put(parameter[0].strip(), parameter[1].strip());
      }
      ranges.add(
          new Range(parts[0].strip().toLowerCase(Locale.ROOT), parameters, quality(parameters)));
    }
    ranges.sort(Comparator.comparingDouble(Range::quality).reversed());
    return ranges;
  }

  private static double quality(Map<String, String> parameters) {
    try {
      return Double.parseDouble(parameters.getOrDefault("q", "1"));
    } catch (NumberFormatException malformed) {
      return 1;
    }
  }
}
