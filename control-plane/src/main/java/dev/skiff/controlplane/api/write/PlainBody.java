package dev.skiff.controlplane.api.write;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.protobuf.ProtobufDecoder;
import dev.skiff.controlplane.api.protobuf.ProtobufWriter;
import dev.skiff.controlplane.resource.decode.BodyErrors;
import dev.skiff.controlplane.resource.decode.Encoding;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import java.io.IOException;

/** Bodies that are no stored objects: options, and what {@link SubresourceBodies} reads. */
public final class PlainBody {
  private static final YAMLMapper YAML = new YAMLMapper();

  private PlainBody() {}

  /**
   * Reads a body as JSON, YAML or protocol buffers, as its media type says.
   *
   * @throws dev.skiff.controlplane.api.StatusException 400 if it is malformed, 415 if it is none of
   *     these
   */
  public static ObjectNode read(ApiRequest request) {
    return decode(request, "");
  }

  private static ObjectNode decode(ApiRequest request, String kind) {
    if (MediaTypes.of(request).equals(ProtobufWriter.MEDIA_TYPE)) {
      return ProtobufDecoder.decode(request.body(), "", kind);
    }
    boolean yaml = MediaTypes.ofObject(request) == Encoding.YAML;
    try {
      JsonNode body = yaml ? YAML.readTree(request.body()) : UntrustedJson.tree(request.body());
      if (body instanceof ObjectNode object) return object;
      throw Statuses.badRequest("couldn't get version/kind; the body is not an object");
    } catch (JsonProcessingException malformed) {
      throw Statuses.badRequest(
          "couldn't get version/kind; json parse error: "
              + (BodyErrors.isText(request.body())
                  ? malformed.getOriginalMessage()
                  : "invalid UTF-8"));
    } catch (IOException impossible) {
      throw Statuses.badRequest("couldn't get version/kind: " + impossible.getMessage());
    }
  }

  /**
   * Reads a body that must be of a kind; empty kind and apiVersion pass for it.
   *
   * @throws dev.skiff.controlplane.api.StatusException 400 if it is of another
   */
  static ObjectNode read(ApiRequest request, String kind) {
    ObjectNode body = decode(request, kind);
    String actual = body.path("kind").asText("");
    if (!actual.isEmpty() && !actual.equals(kind)) {
      String given = body.path("apiVersion").asText();
      String version = given.substring(given.indexOf('/') + 1);
      throw Statuses.badRequest(
          "%1$s in version \"%2$s\" cannot be handled as a %3$s: converting (%2$s.%1$s) to (%4$s.%3$s): unknown conversion"
              .formatted(actual, version, kind, group(kind)));
    }
    return body;
  }

  /** The package of a kind's Go type, which upstream's message names. */
  private static String group(String kind) {
    return switch (kind) {
      case "Scale" -> "autoscaling";
      case "Eviction" -> "policy";
      case "TokenRequest" -> "authentication";
      default -> "core";
    };
  }
}
