package dev.skiff.operator.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;

/** Tells people what happened to an object: {@code kubectl describe} shows it. */
@FunctionalInterface
public interface EventRecorder {

  /**
   * Records an event. Returns at once; equal events are counted, not repeated, and events that
   * cannot be sent are dropped.
   *
   * @param regarding what the event is about
   * @param type what kind of event
   * @param reason one word in CamelCase, for machines
   * @param message for people
   */
  void record(ObjectReference regarding, Type type, String reason, String message);

  /** Records a normal event. */
  default void normal(HasMetadata regarding, String reason, String message) {
    record(reference(regarding), Type.NORMAL, reason, message);
  }

  /** Records a warning. */
  default void warning(HasMetadata regarding, String reason, String message) {
    record(reference(regarding), Type.WARNING, reason, message);
  }

  private static ObjectReference reference(HasMetadata object) {
    return new ObjectReferenceBuilder()
        .withApiVersion(object.getApiVersion())
        .withKind(object.getKind())
        .withNamespace(object.getMetadata().getNamespace())
        .withName(object.getMetadata().getName())
        .withUid(object.getMetadata().getUid())
        .withResourceVersion(object.getMetadata().getResourceVersion())
        .build();
  }

  /** Types of events. */
  enum Type {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    /** As the API spells it. */
    public String text() {
      return text;
    }
  }
}
