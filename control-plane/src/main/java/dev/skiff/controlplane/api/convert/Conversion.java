package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.resource.ResourceType;

/**
 * Turns an object of one version of a resource into another. Most versions that are served side by
 * side have one shape, so that only {@code apiVersion} changes; the others have a class each.
 */
public final class Conversion {
  private Conversion() {}

  /**
   * The object in the version of a type.
   *
   * @param object is changed, and may be the result
   */
  public static ObjectNode to(ResourceType type, ObjectNode object) {
    if (type.custom()) return CustomResources.to(type, object);
    String from = object.path("apiVersion").asText();
    String to = type.apiVersion();
    if (from.equals(to)) return object;
    switch (type.kind()) {
      case "HorizontalPodAutoscaler" -> HorizontalPodAutoscalers.convert(object, from, to);
      case "Event" -> Events.convert(object, to);
      default -> {}
    }
    return object.put("apiVersion", to);
  }

  /**
   * Stored bytes in the version of a type: the same bytes wherever the version is the stored one.
   *
   * @param prefix of the type, see {@link ObjectBytes#prefix}
   */
  public static byte[] to(ResourceType type, byte[] prefix, byte[] stored, long revision) {
    boolean current = revision == 0 || revision >= type.schemaRevision();
    if (current && ObjectBytes.startsWith(stored, prefix)) return stored;
    ObjectBytes converted = ObjectBytes.of(to(type, ObjectBytes.parse(stored)));
    return revision == 0 ? converted.unrevised() : converted.at(revision);
  }
}
