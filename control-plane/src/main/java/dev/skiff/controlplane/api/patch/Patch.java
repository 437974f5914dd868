package dev.skiff.controlplane.api.patch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.write.MediaTypes;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.decode.GoJson;
import dev.skiff.controlplane.resource.decode.UnstructuredConversion;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import dev.skiff.controlplane.resource.managedfields.GoNotation;
import dev.skiff.controlplane.resource.validation.GoText;
import java.io.IOException;
import java.util.List;

/** A patch that a client sent, of the kinds that say what to change; see {@link ApplyPatch}. */
public final class Patch {
  private static final String JSON_PATCH = "application/json-patch+json";
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json";

  private final String mediaType;
  private final JsonNode content;
  private final ResourceType type;
  private final List<String> duplicates;

  private Patch(String mediaType, JsonNode content, ResourceType type, List<String> duplicates) {
    this.mediaType = mediaType;
    this.content = content;
    this.type = type;
    this.duplicates = duplicates;
  }

  /**
   * Reads a patch.
   *
   * @param type what it changes
   * @throws StatusException 415 for a kind of patch that the type does not take, 400 for a body
   *     that is no patch
   */
  public static Patch of(ApiRequest request, ResourceType type) {
    String mediaType = MediaTypes.of(request);
    boolean object =
        switch (mediaType) {
          case JSON_PATCH -> false;
          case MERGE_PATCH -> true;
          case STRATEGIC_MERGE_PATCH -> {
            if (type.custom()) {
              throw Statuses.unsupportedMediaType(
                  JSON_PATCH + ", " + MERGE_PATCH + ", " + ApplyPatch.MEDIA_TYPE);
            }
            yield true;
          }
          default ->
              throw new StatusException(
                  415,
                  "UnsupportedMediaType",
                  "415: Unsupported Media Type",
                  JsonNodeFactory.instance.objectNode());
        };
    try {
      JsonNode content = UntrustedJson.tree(request.body());
      if (object && !content.isObject()) {
        throw noObject(mediaType, content);
      }
      List<String> duplicates = object ? DuplicateFields.of(request.body()) : List.<String>of();
      return new Patch(mediaType, content, type, duplicates);
    } catch (JsonProcessingException malformed) {
      String problem = GoJson.problem(request.body());
      throw Statuses.badRequest(
          "error decoding patch: " + (problem == null ? malformed.getOriginalMessage() : problem));
    } catch (IOException impossible) {
      throw Statuses.badRequest("error decoding patch: " + impossible.getMessage());
    }
  }

  /** Fields that the patch has twice, as {@code duplicate field "data.a"}. */
  public List<String> duplicates() {
    return duplicates;
  }

  private static StatusException noObject(String mediaType, JsonNode content) {
    if (content.isNull() && mediaType.equals(MERGE_PATCH)) {
      return Statuses.badRequest("Invalid JSON Patch");
    }
    String problem =
        "json: cannot unmarshal "
            + JsonPatch.goType(content)
            + " into Go value of type map[string]interface {}";
    boolean prefixed = mediaType.equals(MERGE_PATCH);
    return Statuses.badRequest(prefixed ? "error decoding patch: " + problem : problem);
  }

  /**
   * Applies the patch.
   *
   * @param target is left as it is
   * @throws StatusException 400 or 422 if it does not fit
   */
  public ObjectNode apply(ObjectNode target) {
    JsonNode result =
        switch (mediaType) {
          case JSON_PATCH -> JsonPatch.apply(target, content);
          case MERGE_PATCH -> MergePatch.apply(target, content);
          default -> strategic(target, (ObjectNode) content);
        };
    if (result instanceof ObjectNode object) return object;
    throw Statuses.unprocessable();
  }

  private ObjectNode strategic(ObjectNode target, ObjectNode changes) {
    ObjectNode result = StrategicMergePatch.apply(target, changes, type.schema());
    String problem = UnstructuredConversion.convert(result, type.schema());
    if (problem != null) throw refusal(result, problem);
    return result;
  }

  /**
   * 422: the patch makes something of the object that its kind cannot hold.
   *
   * @param result the patched object; of a strategic merge patch upstream shows the patch instead
   */
  public StatusException refusal(JsonNode result, String why) {
    boolean strategic = mediaType.equals(STRATEGIC_MERGE_PATCH);
    String shown = strategic ? GoNotation.text(content) : result.toString();
    return Statuses.invalid(
        "",
        "",
        "",
        "patch",
        "FieldValueInvalid",
        "Invalid value: " + GoText.quote(shown) + ": " + why);
  }
}
