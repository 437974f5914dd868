package dev.skiff.controlplane.resource.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TreeTraversingParser;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes objects of request bodies: strict about types, and about fields that nobody knows as far as
 * the client asks for it. All refusals are 400 BadRequest in upstream's words.
 */
public final class ObjectDecoder {
  private ObjectDecoder() {}

  /**
   * A body that is to be an object of a resource type.
   *
   * @param hints takes what may have been meant by unknown fields, if these are why the body is
   *     refused
   */
  public static Decoded decode(
      byte[] body,
      Encoding encoding,
      ResourceType type,
      FieldValidation validation,
      Consumer<String> hints) {
    if (type.custom()) requireKind(body, encoding, type.kind());
    return decode(body, encoding, type.apiVersion(), type.kind(), type.schema(), validation, hints);
  }

  /** The same without hints. */
  public static Decoded decode(
      byte[] body, Encoding encoding, ResourceType type, FieldValidation validation) {
    return decode(body, encoding, type, validation, hint -> {});
  }

  /** Nobody but the body itself can tell the kind of a custom resource, upstream has it. */
  private static void requireKind(byte[] body, Encoding encoding, String kind) {
    if (encoding != Encoding.JSON) return;
    try {
      JsonNode tree = UntrustedJson.tree(body);
      if (!tree.isObject() || !tree.path("kind").asText("").isEmpty()) return;
    } catch (IOException unreadable) {
      return;
    }
    throw BodyErrors.unreadable(
        body,
        kind,
        "Object 'Kind' is missing in '" + new String(body, StandardCharsets.UTF_8) + "'");
  }

  /**
   * A body that is to be of a kind, for example that of a subresource.
   *
   * @param apiVersion what the body should say; set if it says nothing
   * @param kind what the body should say; set if it says nothing
   * @param hints takes what may have been meant by unknown fields, if these are why the body is
   *     refused
   * @throws StatusException 400 if it is something else, or not what its schema says
   */
  public static Decoded decode(
      byte[] body,
      Encoding encoding,
      String apiVersion,
      String kind,
      Schema schema,
      FieldValidation validation,
      Consumer<String> hints) {
    UntrustedJson.Reading<Decoded> decoding =
        parser ->
            decode(
                new ObjectReading(parser, encoding, schema, kind),
                apiVersion,
                kind,
                validation,
                hints,
                refusal(kind, apiVersion));
    try {
      return encoding == Encoding.JSON
          ? UntrustedJson.read(body, decoding)
          : decoding.of(GoYaml.parse(body));
    } catch (JsonProcessingException e) {
      throw BodyErrors.unreadable(body, encoding, kind, e);
    } catch (IOException e) {
      throw BodyErrors.unreadable(body, kind, e.getMessage());
    }
  }

  /**
   * Checks and prunes an object that is a tree already, for example a patched one.
   *
   * @throws StatusException as for bodies
   */
  public static Decoded conform(
      ObjectNode object, ResourceType type, FieldValidation validation, Consumer<String> hints) {
    return conform(object, type, validation, hints, refusal(type.kind(), type.apiVersion()));
  }

  /**
   * As {@link #conform(ObjectNode, ResourceType, FieldValidation, Consumer)} with another refusal.
   *
   * @param refusal makes one of what is wrong
   */
  public static Decoded conform(
      ObjectNode object,
      ResourceType type,
      FieldValidation validation,
      Consumer<String> hints,
      Function<String, StatusException> refusal) {
    return conform(reading(object, type), type, validation, hints, refusal);
  }

  /**
   * As {@link #conform(ObjectNode, ResourceType, FieldValidation, Consumer)} for what a client has
   * applied: unknown fields are dropped silently, and a custom resource keeps nulls that its schema
   * does not allow, for validation to refuse them. Upstream takes them out of bodies alone.
   */
  public static Decoded conformApplied(ObjectNode object, ResourceType type) {
    return conform(
        reading(object, type).keepingNulls(),
        type,
        FieldValidation.IGNORE,
        hint -> {},
        refusal(type.kind(), type.apiVersion()));
  }

  private static ObjectReading reading(ObjectNode object, ResourceType type) {
    JsonParser parser = new TreeTraversingParser(object);
    return new ObjectReading(parser, Encoding.JSON, type.schema(), type.kind());
  }

  private static Decoded conform(
      ObjectReading reading,
      ResourceType type,
      FieldValidation validation,
      Consumer<String> hints,
      Function<String, StatusException> refusal) {
    try {
      return decode(reading, type.apiVersion(), type.kind(), validation, hints, refusal);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same without hints. */
  public static Decoded conform(ObjectNode object, ResourceType type, FieldValidation validation) {
    return conform(object, type, validation, hint -> {});
  }

  private static Function<String, StatusException> refusal(String kind, String apiVersion) {
    return why -> BodyErrors.cannotHandle(kind, apiVersion, why);
  }

  private static Decoded decode(
      ObjectReading reading,
      String apiVersion,
      String kind,
      FieldValidation validation,
      Consumer<String> hints,
      Function<String, StatusException> refusal)
      throws IOException {
    ObjectNode object = reading.read();
    String saysVersion = object.path("apiVersion").asText("");
    String saysKind = object.path("kind").asText("");
    String version = saysVersion.isEmpty() ? apiVersion : saysVersion;
    String what = saysKind.isEmpty() ? kind : saysKind;
    if (!what.equals(kind) || !version.equals(apiVersion)) {
      throw BodyErrors.otherKind(what, version, kind, apiVersion);
    }
    if (reading.typeError() != null) throw refusal.apply(reading.typeError());
    List<String> problems = reading.problems();
    if (validation == FieldValidation.STRICT && !problems.isEmpty()) {
      reading.hints().forEach(hints);
      throw refusal.apply("strict decoding error: " + String.join(", ", problems));
    }
    if (saysVersion.isEmpty()) object.put("apiVersion", apiVersion);
    if (saysKind.isEmpty()) object.put("kind", kind);
    if (validation != FieldValidation.WARN) return new Decoded(object, List.of());
    return new Decoded(object, Stream.concat(problems.stream(), reading.hints().stream()).toList());
  }
}
