package dev.skiff.controlplane.api.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.convert.Conversion;
import dev.skiff.controlplane.api.verb.ResourceCall;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.ServedTypes;
import dev.skiff.controlplane.resource.managedfields.FieldManager;
import dev.skiff.controlplane.resource.managedfields.FieldSet;
import dev.skiff.controlplane.resource.managedfields.ResetFields;
import dev.skiff.controlplane.resource.managedfields.Shape;
import dev.skiff.controlplane.resource.managedfields.StructureException;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Notes in objects who has written which of their fields. */
@Singleton
public final class FieldOwnership {
  private static final Logger LOG = Logger.getLogger(FieldOwnership.class);

  /** The longest name of a field manager in bytes. */
  static final int LONGEST_NAME = 128;

  private static final String NAMELESS = "unknown";
  private static final String SERVER = "kube-apiserver";
  private static final String SCALE = "io.k8s.api.autoscaling.v1.Scale";
  private final ServedTypes types;
  private final ResourceRegistry registry;
  private final Shape scale;

  FieldOwnership(ServedTypes types) {
    this.types = types;
    this.registry = types;
    Schema schema = types.builtIn().definition(SCALE).orElseThrow();
    this.scale = new Shape(schema, "autoscaling/v1", FieldSet.EMPTY, object -> object);
  }

  /** Notes who creates an object; before admission. */
  public void created(ResourceCall call, ObjectNode object) {
    try {
      of(call).created(object, managerOf(call.request()));
    } catch (StructureException malformed) {
      // Validation says what is wrong, in words that are about the object.
      LOG.debugf("No owner noted of a new %s: %s", call.type().kind(), malformed.getMessage());
    }
  }

  /** Notes who creates what a subresource takes and gives back, such as a TokenRequest. */
  public void createdPart(ResourceCall call, ResourceType.Subresource part, ObjectNode object) {
    String apiVersion = part.group() + "/" + part.version();
    String group = part.group().replaceAll("\\..*", "");
    String definition = "io.k8s.api." + group + "." + part.version() + "." + part.kind();
    types
        .builtIn()
        .definition(definition)
        .ifPresent(
            schema -> {
              Shape shape = new Shape(schema, apiVersion, FieldSet.EMPTY, tree -> tree);
              object.put("kind", part.kind()).put("apiVersion", apiVersion);
              new FieldManager(shape, any -> Optional.of(shape), part.name())
                  .created(object, managerOf(call.request()));
            });
  }

  /**
   * Notes who changes an object; before admission.
   *
   * @param existing left as it is
   * @param updated its new state
   */
  public void updated(ResourceCall call, ObjectNode existing, ObjectNode updated) {
    JsonNode owners = existing.path("metadata").get("managedFields");
    try {
      of(call).updated(existing, updated, managerOf(call.request()));
    } catch (StructureException malformed) {
      ObjectMetadata.setManagedFields(updated, owners);
      LOG.debugf("No owner noted of a changed %s: %s", call.type().kind(), malformed.getMessage());
    }
  }

  /**
   * Notes that the API server itself changes an object's status, beside what it was asked for.
   *
   * @param existing left as it is
   * @param updated its new state
   */
  public void updatedByServer(ResourceType type, ObjectNode existing, ObjectNode updated) {
    JsonNode owners = existing.path("metadata").get("managedFields");
    Shape status = shape(type, "status");
    try {
      new FieldManager(
              status,
              version -> inVersion(type, version).map(other -> shape(other, "status")),
              "status")
          .updated(existing, updated, SERVER);
    } catch (StructureException malformed) {
      ObjectMetadata.setManagedFields(updated, owners);
      LOG.debugf("No owner noted of a changed %s: %s", type.kind(), malformed.getMessage());
    }
  }

  /** The keeper of managedFields for the resource and subresource of a call. */
  public FieldManager of(ResourceCall call) {
    String subresource = call.info().subresource();
    ResourceType type = call.type();
    return new FieldManager(
        shape(type, subresource),
        apiVersion -> inVersion(type, apiVersion).map(other -> shape(other, subresource)),
        subresource);
  }

  /** The keeper of managedFields of Scales. */
  public FieldManager ofScale() {
    return new FieldManager(scale, apiVersion -> Optional.of(scale), "scale");
  }

  private Optional<ResourceType> inVersion(ResourceType type, String apiVersion) {
    if (apiVersion.equals(type.apiVersion())) return Optional.of(type);
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    return registry
        .find(group, apiVersion.substring(slash + 1), type.plural())
        .filter(other -> other.kind().equals(type.kind()));
  }

  private static Shape shape(ResourceType type, String subresource) {
    String apiVersion = type.apiVersion();
    return new Shape(
        type.schema(),
        apiVersion,
        ResetFields.of(type, subresource),
        object -> {
          String present = object.path("apiVersion").asText("");
          boolean same = present.isEmpty() || present.equals(apiVersion);
          return same ? object : Conversion.to(type, object.deepCopy());
        });
  }

  /** The name under which a client writes: what it says, else the start of its user agent. */
  public static String managerOf(ApiRequest request) {
    String given = request.parameter("fieldManager");
    if (given != null && !given.isEmpty()) return given;
    String agent = request.header("user-agent");
    String name = agent == null ? "" : prefix(agent);
    return name.isEmpty() ? NAMELESS : name;
  }

  private static String prefix(String agent) {
    int slash = agent.indexOf('/');
    String product = slash < 0 ? agent : agent.substring(0, slash);
    StringBuilder name = new StringBuilder();
    int bytes = 0;
    for (int codePoint : product.codePoints().toArray()) {
      if (!isPrintable(codePoint)) continue;
      String character = Character.toString(codePoint);
      bytes += character.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > LONGEST_NAME) break;
      name.append(character);
    }
    return name.toString();
  }

  /** Letters, marks, numbers, punctuation, symbols and the plain space. */
  static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }
}
