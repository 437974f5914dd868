package dev.skiff.controlplane.controller.statefulset;

import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes and removes Pods of StatefulSets with their claims, and says so in events. */
final class StatefulPodControl {
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  private final KubernetesClient client;
  private final EventRecorder events;
  private final ResourceCache<PersistentVolumeClaim> claims;

  StatefulPodControl(
      KubernetesClient client, EventRecorder events, ResourceCache<PersistentVolumeClaim> claims) {
    this.client = client;
    this.events = events;
    this.claims = claims;
  }

  /** Creates a Pod, and before it the claims that it lacks. */
  void create(StatefulSet set, Pod pod) {
    provide(set, pod);
    try {
      client.resource(pod).create();
      tell(set, "create", pod);
    } catch (KubernetesClientException e) {
      if (!Failures.namespaceTerminating(e)) tellFailure(set, "create", pod, e);
      throw e;
    }
  }

  /** Creates the claims that a Pod lacks. */
  void provide(StatefulSet set, Pod pod) {
    for (PersistentVolumeClaim claim : Identity.claims(set, Identity.ordinal(set, pod))) {
      Optional<PersistentVolumeClaim> present = claims.get(Request.of(claim));
      if (present.isPresent()) {
        if (present.get().getMetadata().getDeletionTimestamp() == null) continue;
        String why = "pvc " + name(claim) + " is being deleted";
        tellFailure(set, "create", pod, why);
        throw new IllegalStateException(why);
      }
      try {
        client.resource(claim).create();
        events.normal(
            set,
            "SuccessfulCreate",
            "Create Claim %s Pod %s in StatefulSet %s success"
                .formatted(name(claim), name(pod), name(set)));
      } catch (KubernetesClientException e) {
        // It is there, only the cache has not seen it.
        if (e.getCode() == CONFLICT) continue;
        events.warning(
            set,
            "FailedCreate",
            "Create Claim %s for Pod %s in StatefulSet %s failed error: %s"
                .formatted(name(claim), name(pod), name(set), Failures.message(e)));
        throw e;
      }
    }
  }

  /** Whether one of the claims that a new Pod needs is still to go, with an earlier Pod. */
  boolean mustWait(StatefulSet set, Pod pod) {
    ClaimOwners owners = new ClaimOwners(set, pod);
    return present(set, pod).anyMatch(owners::goesWithEarlierPod);
  }

  /** Gives a Pod's claims the owners that the set's retention policy asks for. */
  void retain(StatefulSet set, Pod pod) {
    ClaimOwners owners = new ClaimOwners(set, pod);
    present(set, pod).forEach(claim -> retain(set, owners, claim));
  }

  private void retain(StatefulSet set, ClaimOwners owners, PersistentVolumeClaim claim) {
    List<OwnerReference> wanted = owners.of(claim);
    if (wanted.equals(claim.getMetadata().getOwnerReferences())) return;
    if (owners.conflicting(claim)) {
      events.warning(
          set,
          "ConflictingController",
          ("PersistentVolumeClaim %s has a conflicting OwnerReference that acts as a manging"
                  + " controller, the retention policy is ignored for this claim")
              .formatted(name(claim)));
    }
    PersistentVolumeClaim owned =
        new PersistentVolumeClaimBuilder(claim)
            .editMetadata()
            .withOwnerReferences(wanted)
            .endMetadata()
            .build();
    Failures.unlessGone(() -> client.resource(owned).update());
  }

  private Stream<PersistentVolumeClaim> present(StatefulSet set, Pod pod) {
    return Identity.claims(set, Identity.ordinal(set, pod)).stream()
        .flatMap(claim -> claims.get(Request.of(claim)).stream());
  }

  /** Deletes a Pod; one that is gone already counts as deleted. */
  void delete(StatefulSet set, Pod pod) {
    String place = set.getMetadata().getNamespace() + "/" + name(set);
    if (Pods.phase(pod).equals("Failed")) {
      events.warning(
          set,
          "RecreatingFailedPod",
          "StatefulSet %s is recreating failed Pod %s".formatted(place, name(pod)));
    } else if (Pods.phase(pod).equals("Succeeded")) {
      events.normal(
          set,
          "RecreatingTerminatedPod",
          "StatefulSet %s is recreating terminated Pod %s".formatted(place, name(pod)));
    }
    try {
      client.resource(pod).delete();
      tell(set, "delete", pod);
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND) return;
      tellFailure(set, "delete", pod, e);
      throw e;
    }
  }

  /** Gives a Pod the labels of its identity if it lacks them, such as one that was adopted. */
  void identify(StatefulSet set, Pod pod) {
    Map<String, String> wanted = Identity.labels(set, Identity.ordinal(set, pod));
    Map<String, String> present = pod.getMetadata().getLabels();
    if (present != null && present.entrySet().containsAll(wanted.entrySet())) return;
    String patch =
        client
            .getKubernetesSerialization()
            .asJson(
                Map.of("metadata", Map.of("uid", pod.getMetadata().getUid(), "labels", wanted)));
    try {
      client.resource(pod).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
      tell(set, "update", pod);
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND) return;
      tellFailure(set, "update", pod, e);
      throw e;
    }
  }

  private void tell(StatefulSet set, String verb, Pod pod) {
    events.normal(
        set,
        "Successful" + capitalized(verb),
        "%s Pod %s in StatefulSet %s successful"
            .formatted(capitalized(verb), name(pod), name(set)));
  }

  private void tellFailure(StatefulSet set, String verb, Pod pod, KubernetesClientException e) {
    tellFailure(set, verb, pod, Failures.message(e));
  }

  private void tellFailure(StatefulSet set, String verb, Pod pod, String why) {
    events.warning(
        set,
        "Failed" + capitalized(verb),
        "%s Pod %s in StatefulSet %s failed error: %s"
            .formatted(capitalized(verb), name(pod), name(set), why));
  }

  private static String capitalized(String verb) {
    return Character.toUpperCase(verb.charAt(0)) + verb.substring(1);
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getName();
  }
}
