package dev.skiff.controlplane.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Brings objects of a custom resource from one served version to another. */
@FunctionalInterface
public interface VersionConverter {

  /** All versions have one shape: only {@code apiVersion} changes. */
  VersionConverter NONE =
      (objects, apiVersion) -> {
        objects.forEach(object -> object.put("apiVersion", apiVersion));
        return objects;
      };

  /**
   * Converts objects, all at once.
   *
   * @param objects of other versions, never empty; may be changed
   * @param apiVersion the wanted one
   * @return as many objects, in the same order
   * @throws dev.skiff.controlplane.api.StatusException if it cannot be done
   */
  List<ObjectNode> convert(List<ObjectNode> objects, String apiVersion);
}
