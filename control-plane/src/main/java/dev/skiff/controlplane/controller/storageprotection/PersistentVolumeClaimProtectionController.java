package dev.skiff.controlplane.controller.storageprotection;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Finalizers;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.operator.api.Informer;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Lets a deleted PersistentVolumeClaim go when no Pod on a node uses it any more. */
public final class PersistentVolumeClaimProtectionController implements Controller {
  private static final String NAME = "pvc-protection-controller";
  private static final String FINALIZER = "kubernetes.io/pvc-protection";
  private static final String BY_CLAIM = "claim";

  private KubernetesClient client;
  private ResourceCache<PersistentVolumeClaim> claims;
  private ResourceCache<Pod> pods;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    claims = context.operator().informer(PersistentVolumeClaim.class).cache();
    Informer<Pod> informer = context.operator().informer(Pod.class);
    informer.addIndex(BY_CLAIM, pod -> claimsOf(pod).stream().map(Request::toString).toList());
    pods = informer.cache();
    context
        .operator()
        .controller(NAME, PersistentVolumeClaim.class)
        .watches(Pod.class, PersistentVolumeClaimProtectionController::claimsOf)
        .reconciler(this::reconcile);
  }

  /** Claims that a Pod names, those that are made for it included. */
  private static List<Request> claimsOf(Pod pod) {
    String namespace = Request.namespaceOf(pod);
    List<Volume> volumes = pod.getSpec().getVolumes();
    if (volumes == null) return List.of();
    return volumes.stream()
        .flatMap(volume -> claimName(pod, volume))
        .map(name -> new Request(namespace, name))
        .toList();
  }

  private static Stream<String> claimName(Pod pod, Volume volume) {
    if (volume.getPersistentVolumeClaim() != null) {
      return Stream.of(volume.getPersistentVolumeClaim().getClaimName());
    }
    return volume.getEphemeral() == null
        ? Stream.empty()
        : Stream.of(pod.getMetadata().getName() + "-" + volume.getName());
  }

  private Result reconcile(Request request) {
    Optional<PersistentVolumeClaim> claim = claims.get(request);
    if (claim.isEmpty() || !Finalizers.holds(claim.get(), FINALIZER)) return Result.done();
    // Agents do not start a Pod on a claim that is going, so one without a node does not count.
    boolean used =
        pods.byIndex(BY_CLAIM, request.toString()).stream()
            .anyMatch(pod -> !Pods.node(pod).isEmpty() && !Pods.finished(pod));
    if (!used) Finalizers.release(client, claim.get(), FINALIZER);
    return Result.done();
  }
}
