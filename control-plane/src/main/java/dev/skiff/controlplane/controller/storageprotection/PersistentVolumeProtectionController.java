package dev.skiff.controlplane.controller.storageprotection;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Finalizers;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** Lets a deleted PersistentVolume go when it is bound to no claim. */
public final class PersistentVolumeProtectionController implements Controller {
  private static final String NAME = "pv-protection-controller";
  private static final String FINALIZER = "kubernetes.io/pv-protection";

  private KubernetesClient client;
  private ResourceCache<PersistentVolume> volumes;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    volumes = context.operator().informer(PersistentVolume.class).cache();
    context.operator().controller(NAME, PersistentVolume.class).reconciler(this::reconcile);
  }

  private Result reconcile(Request request) {
    Optional<PersistentVolume> volume = volumes.get(request);
    if (volume.isEmpty() || !Finalizers.holds(volume.get(), FINALIZER)) return Result.done();
    boolean bound =
        volume.get().getStatus() != null && "Bound".equals(volume.get().getStatus().getPhase());
    if (!bound) Finalizers.release(client, volume.get(), FINALIZER);
    return Result.done();
  }
}
