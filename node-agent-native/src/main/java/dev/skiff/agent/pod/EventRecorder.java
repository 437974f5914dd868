package dev.skiff.agent.pod;

import io.fabric8.kubernetes.api.model.ObjectReference;

/** Tells users by Event objects what happens; never blocks and never fails. */
@FunctionalInterface
public interface EventRecorder {

  /** The type of an event that needs no attention. */
  String NORMAL = "Normal";

  /** The type of an event that somebody should look at. */
  String WARNING = "Warning";

  /**
   * Records an event; equal ones that follow are counted into one object.
   *
   * @param involved the object, with a fieldPath such as {@code spec.containers{web}} if one
   *     container is meant
   * @param type {@link #NORMAL} or {@link #WARNING}
   */
  void event(ObjectReference involved, String type, String reason, String message);
}
