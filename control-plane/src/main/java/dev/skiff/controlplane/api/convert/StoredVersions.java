package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import jakarta.inject.Singleton;
import java.util.List;

/** Brings objects into the version in which their resource is stored. */
@Singleton
public final class StoredVersions {
  private final ResourceRegistry registry;

  StoredVersions(ResourceRegistry registry) {
    this.registry = registry;
  }

  /**
   * The object as it is to be stored.
   *
   * @param type in whose version the object is
   * @param object is left as it is if that is another version
   */
  public ObjectNode toStored(ResourceType type, ObjectNode object) {
    boolean sameGroup = type.group().equals(type.storageGroup());
    if (sameGroup && type.version().equals(type.storageVersion())) return object;
    if (type.custom()) {
      return registry
          .find(type.group(), type.storageVersion(), type.plural())
          .map(stored -> Conversion.to(stored, object.deepCopy()))
          .orElseGet(() -> unserved(type, object));
    }
    return registry
        .stored(type.storageGroup(), type.plural())
        .map(stored -> Conversion.to(stored, object.deepCopy()))
        .orElse(object);
  }

  /** The version in which custom resources are stored need not be served. */
  private static ObjectNode unserved(ResourceType type, ObjectNode object) {
    List<ObjectNode> one = List.of(object.deepCopy());
    return type.converter().convert(one, type.group() + "/" + type.storageVersion()).getFirst();
  }

  /** Whether stored bytes are of the version in which their resource is stored now. */
  public boolean isStored(ResourceType type, byte[] json) {
    if (!type.custom()) return true;
    String stored = type.group() + "/" + type.storageVersion();
    return ObjectBytes.startsWith(json, ObjectBytes.prefix(type.kind(), stored));
  }
}
