package dev.skiff.controlplane.resource.managedfields;

import java.util.Optional;

/** The forms that an object has in the versions in which its kind is served. */
public interface Shapes {

  /**
   * The form of a version; empty if it is not served, or not any more.
   *
   * @param apiVersion for example {@code apps/v1}
   */
  Optional<Shape> find(String apiVersion);
}
