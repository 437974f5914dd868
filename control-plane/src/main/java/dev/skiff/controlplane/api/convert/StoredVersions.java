package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import jakarta.inject.Singleton;

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
    return registry
        .stored(type.storageGroup(), type.plural())
        .map(stored -> Conversion.to(stored, object.deepCopy()))
        .orElse(object);
  }
}
