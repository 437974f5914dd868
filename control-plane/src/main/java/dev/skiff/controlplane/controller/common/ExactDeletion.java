package dev.skiff.controlplane.controller.common;

import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceKind;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Deletes objects in the very state that somebody saw, and no other. */
public final class ExactDeletion {
  private ExactDeletion() {}

  /**
   * Deletes this very object; it may be gone already.
   *
   * @param propagation what becomes of its dependents
   */
  public static void delete(
      KubernetesClient client,
      ResourceKind kind,
      HasMetadata object,
      DeletionPropagation propagation) {
    String path = kind.path(Request.namespaceOf(object)) + "/" + object.getMetadata().getName();
    Failures.unlessGone(
        () ->
            client.raw(
                path,
                "DELETE",
                new DeleteOptionsBuilder()
                    .withPropagationPolicy(propagation.toString())
                    .withNewPreconditions()
                    .withUid(object.getMetadata().getUid())
                    .withResourceVersion(object.getMetadata().getResourceVersion())
                    .endPreconditions()
                    .build()));
  }
}
