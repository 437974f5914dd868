package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.decode.FieldValidation;
import dev.skiff.controlplane.resource.decode.ObjectDecoder;
import dev.skiff.controlplane.resource.defaults.Defaulter;
import java.util.List;

/** Custom resources in the version that is asked for, and in the form that it has now. */
final class CustomResources {
  private CustomResources() {}

  static ObjectNode to(ResourceType type, ObjectNode object) {
    long revision = object.at("/metadata/resourceVersion").asLong(0);
    boolean outdated = revision > 0 && revision < type.schemaRevision();
    if (!object.path("apiVersion").asText().equals(type.apiVersion())) {
      return all(type, List.of(object)).getFirst();
    }
    return outdated ? reformed(type, object) : object;
  }

  /** Objects of other versions, converted all at once. */
  static List<ObjectNode> all(ResourceType type, List<ObjectNode> objects) {
    return type.converter().convert(objects, type.apiVersion()).stream()
        .map(converted -> reformed(type, converted))
        .toList();
  }

  /** Pruned, with the defaults of a schema that may be younger than the object. */
  private static ObjectNode reformed(ResourceType type, ObjectNode object) {
    try {
      ObjectNode known = ObjectDecoder.conform(object, type, FieldValidation.IGNORE).object();
      Defaulter.apply(type.schema(), known);
      return known;
    } catch (StatusException unfit) {
      // It can still be read, and mended by an update.
      return object;
    }
  }
}
