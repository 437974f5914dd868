package dev.skiff.controlplane.api.write;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.protobuf.ProtobufWriter;
import dev.skiff.controlplane.resource.decode.Encoding;
import java.util.Locale;

/** Media types of request bodies. */
public final class MediaTypes {
  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";

  private MediaTypes() {}

  /**
   * How a body that is an object is written, if it is text.
   *
   * @throws dev.skiff.controlplane.api.StatusException 415 for any other
   */
  public static Encoding ofObject(ApiRequest request) {
    String type = of(request);
    return switch (type) {
      case "", "*/*", JSON -> Encoding.JSON;
      case YAML -> Encoding.YAML;
      default ->
          throw Statuses.unsupportedMediaType(
              JSON + ", " + YAML + ", " + ProtobufWriter.MEDIA_TYPE);
    };
  }

  /** The media type of a body without its parameters, lower case; empty if none is given. */
  public static String of(ApiRequest request) {
    String header = request.header("content-type");
    if (header == null) return "";
    int parameters = header.indexOf(';');
    String type = parameters < 0 ? header : header.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
