package dev.skiff.controlplane.resource;

import java.util.Collection;
import java.util.Optional;

/**
 * All resource types that are served now; custom ones come and go. Safe for use by many threads.
 */
public interface ResourceRegistry {

  /**
   * The type at {@code /apis/group/version/plural}; group empty for {@code /api/version/plural}.
   */
  Optional<ResourceType> find(String group, String version, String plural);

  /** The type of objects of a kind. */
  Optional<ResourceType> findKind(String group, String version, String kind);

  /** The type in its storage version. */
  Optional<ResourceType> stored(String group, String plural);

  /** Every type, in the order of discovery. */
  Collection<ResourceType> all();

  /**
   * Serves a type from now on, replacing one of the same group, version and plural; no change if
   * that is served already.
   */
  void put(ResourceType type);

  /** Serves it no longer. */
  void remove(String group, String version, String plural);

  /** Whether all objects of a type are being deleted, since its definition is. */
  boolean isTerminating(ResourceType type);

  /** Calls back after each change of what is served. */
  void onChange(Runnable listener);
}
