package dev.skiff.controlplane.controller.storageprotection;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Finalizers;
import dev.skiff.operator.api.Informer;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Lets a deleted VolumeAttributesClass go when no volume and no claim names it. */
public final class VolumeAttributesClassProtectionController implements Controller {
  private static final String NAME = "volumeattributesclass-protection-controller";
  private static final String FINALIZER = "kubernetes.io/vac-protection";
  private static final String BY_CLASS = "class";

  private KubernetesClient client;
  private ResourceCache<VolumeAttributesClass> classes;
  private ResourceCache<PersistentVolume> volumes;
  private ResourceCache<PersistentVolumeClaim> claims;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    classes = context.operator().informer(VolumeAttributesClass.class).cache();
    Informer<PersistentVolume> ofVolumes = context.operator().informer(PersistentVolume.class);
    ofVolumes.addIndex(BY_CLASS, VolumeAttributesClassProtectionController::classesOf);
    volumes = ofVolumes.cache();
    Informer<PersistentVolumeClaim> ofClaims =
        context.operator().informer(PersistentVolumeClaim.class);
    ofClaims.addIndex(BY_CLASS, VolumeAttributesClassProtectionController::classesOf);
    claims = ofClaims.cache();
    context
        .operator()
        .controller(NAME, VolumeAttributesClass.class)
        // What was named before a change is no longer known: all that wait are looked at again.
        .watches(PersistentVolume.class, volume -> waiting())
        .watches(PersistentVolumeClaim.class, claim -> waiting())
        .reconciler(this::reconcile);
  }

  private List<Request> waiting() {
    return classes.list().stream()
        .filter(one -> Finalizers.holds(one, FINALIZER))
        .map(Request::of)
        .toList();
  }

  private Result reconcile(Request request) {
    Optional<VolumeAttributesClass> found = classes.get(request);
    if (found.isEmpty() || !Finalizers.holds(found.get(), FINALIZER)) return Result.done();
    boolean used =
        !volumes.byIndex(BY_CLASS, request.name()).isEmpty()
            || !claims.byIndex(BY_CLASS, request.name()).isEmpty();
    if (!used) Finalizers.release(client, found.get(), FINALIZER);
    return Result.done();
  }

  private static List<String> classesOf(PersistentVolume volume) {
    return names(Stream.of(volume.getSpec().getVolumeAttributesClassName()));
  }

  /** The class that a claim asks for, the one it has, and the one it is on its way to. */
  private static List<String> classesOf(PersistentVolumeClaim claim) {
    var status = Optional.ofNullable(claim.getStatus());
    return names(
        Stream.of(
            claim.getSpec().getVolumeAttributesClassName(),
            status.map(one -> one.getCurrentVolumeAttributesClassName()).orElse(null),
            status
                .map(one -> one.getModifyVolumeStatus())
                .map(one -> one.getTargetVolumeAttributesClassName())
                .orElse(null)));
  }

  private static List<String> names(Stream<String> names) {
    return names.filter(Objects::nonNull).distinct().toList();
  }
}
