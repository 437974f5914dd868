package dev.skiff.controlplane.api.patch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.write.MediaTypes;
import dev.skiff.controlplane.resource.decode.FieldValidation;
import dev.skiff.controlplane.resource.decode.GoYaml;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import dev.skiff.controlplane.resource.managedfields.ConflictException;
import dev.skiff.controlplane.resource.managedfields.FieldManager;
import dev.skiff.controlplane.resource.managedfields.StructureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A configuration that a client applies: server-side apply. */
public final class ApplyPatch {
  static final String MEDIA_TYPE = "application/apply-patch+yaml";
  private static final ObjectMapper SCALARS = new ObjectMapper();

  private final ObjectNode configuration;
  private final List<String> duplicates;
  private final String manager;
  private final boolean force;

  private ApplyPatch(
      ObjectNode configuration, List<String> duplicates, String manager, boolean force) {
    this.configuration = configuration;
    this.duplicates = duplicates;
    this.manager = manager;
    this.force = force;
  }

  /** Whether a request is one. */
  public static boolean is(ApiRequest request) {
    return MediaTypes.of(request).equals(MEDIA_TYPE);
  }

  /**
   * Reads the body, YAML or JSON, and the query.
   *
   * @throws StatusException 400 if it is malformed
   */
  public static ApplyPatch of(ApiRequest request) {
    String force = request.parameter("force");
    boolean forced = force != null && !List.of("", "0", "false").contains(force);
    String manager = request.parameter("fieldManager");
    return read(
        request.body(),
        parser -> {
          List<String> duplicates = new ArrayList<>();
          return new ApplyPatch(configuration(parser, duplicates), duplicates, manager, forced);
        });
  }

  private static ApplyPatch read(byte[] body, UntrustedJson.Reading<ApplyPatch> reading) {
    // Clients mostly send JSON, which is YAML, too, but read much faster.
    boolean json = body.length > 0 && body[0] == '{';
    try {
      return json ? UntrustedJson.read(body, reading) : reading.of(GoYaml.parse(body));
    } catch (JsonProcessingException malformed) {
      String problem = malformed.getOriginalMessage().lines().findFirst().orElse("");
      throw Statuses.badRequest(
          "error decoding YAML: error converting YAML to JSON: yaml: " + problem);
    } catch (IOException impossible) {
      throw Statuses.badRequest("error decoding YAML: " + impossible.getMessage());
    }
  }

  private static ObjectNode configuration(JsonParser parser, List<String> duplicates)
      throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (first == JsonToken.START_OBJECT) return object(parser, duplicates);
    String what = first == JsonToken.START_ARRAY ? "array" : "string";
    throw Statuses.badRequest(
        "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
            + what
            + " into Go value of type map[string]interface {}");
  }

  private static ObjectNode object(JsonParser parser, List<String> duplicates) throws IOException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
      int line = parser.currentLocation().getLineNr();
      parser.nextToken();
      JsonNode value = value(parser, duplicates);
      if (object.has(field)) {
        duplicates.add("line " + line + ": key \"" + field + "\" already set in map");
      }
      object.set(field, value);
    }
    return object;
  }

  private static JsonNode value(JsonParser parser, List<String> duplicates) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, duplicates);
      case START_ARRAY -> {
        var array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser, duplicates));
        }
        yield array;
      }
      case VALUE_NULL -> JsonNodeFactory.instance.nullNode();
      default -> SCALARS.readTree(parser);
    };
  }

  /** Whether the configuration names its object; one that does not gets no name from the path. */
  public boolean named() {
    return !configuration.at("/metadata/name").asText("").isEmpty();
  }

  /** The uid of the object that the client means; empty if it names none. */
  public String uid() {
    return configuration.at("/metadata/uid").asText("");
  }

  /**
   * Applies the configuration.
   *
   * @param live the present state, left as it is; null if there is none
   * @param apiVersion of the objects
   * @param kind of the objects
   * @return the new state, without the defaults of what was added
   * @throws StatusException 400 if it is of another kind, 409 if others own what it changes, 500 as
   *     upstream has it if it does not have the shape of its kind
   */
  public ObjectNode apply(FieldManager fields, ObjectNode live, String apiVersion, String kind) {
    String itsVersion = configuration.path("apiVersion").asText("");
    String itsKind = configuration.path("kind").asText("");
    if (!itsVersion.equals(apiVersion) || !itsKind.equals(kind)) {
      String qualified = itsVersion.contains("/") ? itsVersion : "/" + itsVersion;
      throw Statuses.badRequest("invalid object type: " + qualified + ", Kind=" + itsKind);
    }
    JsonNode managedFields = configuration.path("metadata").get("managedFields");
    if (managedFields != null && !managedFields.isNull()) {
      throw Statuses.badRequest("metadata.managedFields must be nil");
    }
    try {
      return fields.apply(live, configuration, manager, force);
    } catch (ConflictException conflict) {
      throw refusal(conflict);
    } catch (StructureException shapeless) {
      throw new StatusException(500, "", shapeless.getMessage(), null);
    }
  }

  private static StatusException refusal(ConflictException conflict) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    var causes = details.putArray("causes");
    for (ConflictException.Conflict one : conflict.conflicts()) {
      causes
          .addObject()
          .put("reason", "FieldManagerConflict")
          .put("message", "conflict with " + one.manager())
          .put("field", one.path());
    }
    return new StatusException(409, "Conflict", conflict.getMessage(), details);
  }

  /**
   * Reports fields that were there twice, as the client asks for it; after a successful {@link
   * #apply}.
   *
   * @throws StatusException 400 if they are not to be accepted
   */
  public void reportDuplicates(FieldValidation validation, Consumer<String> warnings) {
    if (duplicates.isEmpty()) return;
    switch (validation) {
      case STRICT ->
          throw Statuses.badRequest(
              "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n"
                  + "  "
                  + String.join("\n  ", duplicates));
      case WARN -> duplicates.forEach(warnings);
      case IGNORE -> {}
    }
  }
}
