package dev.skiff.operator.api;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * A change that an informer saw.
 *
 * @param type what happened
 * @param previous the state before; null if the object is new to the informer
 * @param current the state now; for a deletion the last state known
 */
public record ResourceEvent<T extends HasMetadata>(Type type, T previous, T current) {

  /** Kinds of change. */
  public enum Type {
    ADDED,
    UPDATED,
    DELETED
  }
}
