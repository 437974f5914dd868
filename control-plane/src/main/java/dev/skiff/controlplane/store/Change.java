package dev.skiff.controlplane.store;

import java.util.Objects;

/**
 * One entry of the store's log.
 *
 * @param type what happened
 * @param object the state after the change; for a deletion the last state, carrying the revision of
 *     the deletion
 * @param previous the state before the change, null for {@link Type#ADDED}
 */
public record Change(Type type, StoredObject object, StoredObject previous) {
  /** The kinds of change, named as watch events are. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }

  public Change {
    Objects.requireNonNull(type);
    Objects.requireNonNull(object);
  }
}
