package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.defaults.Defaulter;
import java.util.List;

/**
 * Turns an object of one version of a resource into another. Most versions that are served side by
 * side have one shape, so that only {@code apiVersion} changes; the others have a class each. A
 * version that upstream has removed becomes any other by way of its successor.
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
    RemovedVersion old = RemovedVersions.of(from, type.kind());
    if (old != null) old.toSuccessor(object);
    RemovedVersion wanted = RemovedVersions.of(to, type.kind());
    betweenCurrent(object, old == null ? from : old.successor(), type.current());
    if (wanted != null) wanted.fromSuccessor(object);
    return object.put("apiVersion", to);
  }

  /**
   * Custom resources in the version of a type, converted all at once: a webhook is asked once.
   *
   * @param objects of other versions; may be changed
   */
  public static List<ObjectNode> all(ResourceType type, List<ObjectNode> objects) {
    return CustomResources.all(type, objects);
  }

  /** Versions that upstream serves side by side. */
  private static void betweenCurrent(ObjectNode object, String from, ResourceType type) {
    if (from.equals(type.apiVersion())) return;
    switch (type.kind()) {
      case "HorizontalPodAutoscaler" ->
          HorizontalPodAutoscalers.convert(object, from, type.apiVersion());
      case "Event" -> Events.convert(object, type.apiVersion());
      default -> {}
    }
  }

  /**
   * Brings an object of a version that upstream has removed into the form of its successor, with
   * the successor's defaults where the old ones leave something open.
   *
   * @param type the object's; one that was not removed is left alone
   */
  public static void toCurrent(ResourceType type, ObjectNode object) {
    if (type.removal() == null) return;
    to(type.current(), object);
    Defaulter.apply(type.current().schema(), object);
  }

  /** What the stored version calls a selectable field of a built-in type. */
  public static String storedField(ResourceType type, String path) {
    return type.apiVersion().equals("events.k8s.io/v1") ? Events.coreField(path) : path;
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
