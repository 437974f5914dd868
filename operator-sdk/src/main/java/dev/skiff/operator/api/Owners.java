package dev.skiff.operator.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Optional;

/** Owner references: who manages an object and takes it along when it goes. */
public final class Owners {
  private Owners() {}

  /** The reference to the object's managing controller, if it has one. */
  public static Optional<OwnerReference> controllerOf(HasMetadata object) {
    return references(object).stream()
        .filter(reference -> Boolean.TRUE.equals(reference.getController()))
        .findFirst();
  }

  /**
   * Whether {@code object} is managed by {@code owner}: this very one, not one of the same name.
   */
  public static boolean isControlledBy(HasMetadata object, HasMetadata owner) {
    return controllerOf(object)
        .filter(reference -> reference.getUid().equals(owner.getMetadata().getUid()))
        .isPresent();
  }

  /** A reference that makes {@code owner} the managing controller. */
  public static OwnerReference controllerReference(HasMetadata owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  private static List<OwnerReference> references(HasMetadata object) {
    List<OwnerReference> references = object.getMetadata().getOwnerReferences();
    return references == null ? List.of() : references;
  }
}
