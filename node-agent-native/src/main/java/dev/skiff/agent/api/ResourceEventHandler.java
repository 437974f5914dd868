package dev.skiff.agent.api;

import java.util.List;

/** Told of every change of the objects that an {@link Informer} follows, one call at a time. */
public interface ResourceEventHandler<T> {

  /** The object is new, or has changed. */
  void onSet(T object);

  /** The object is gone; this is the last state that was seen of it. */
  void onDelete(T object);

  /** All objects that existed at the start have been told of. Called once. */
  default void onSynced() {}

  /** One handler that tells several, one after the other. */
  static <T> ResourceEventHandler<T> all(List<ResourceEventHandler<T>> handlers) {
    return new FanOut<>(handlers);
  }
}
