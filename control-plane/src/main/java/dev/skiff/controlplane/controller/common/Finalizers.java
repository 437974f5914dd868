package dev.skiff.controlplane.controller.common;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Lets go of objects that are to be deleted. */
public final class Finalizers {
  private Finalizers() {}

  /** Whether an object that is being deleted waits for this finalizer, perhaps among others. */
  public static boolean holds(HasMetadata object, String finalizer) {
    return object.getMetadata().getDeletionTimestamp() != null
        && object.getMetadata().getFinalizers().contains(finalizer);
  }

  /** Removes a finalizer; the object may be gone already. */
  public static void release(KubernetesClient client, HasMetadata object, String finalizer) {
    HasMetadata released = client.getKubernetesSerialization().clone(object);
    released.getMetadata().getFinalizers().remove(finalizer);
    Failures.unlessGone(() -> client.resource(released).update());
  }
}
