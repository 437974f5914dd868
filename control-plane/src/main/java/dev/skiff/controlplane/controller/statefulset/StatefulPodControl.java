package dev.skiff.controlplane.controller.statefulset;

import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;

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
      if (claims.get(Request.of(claim)).isPresent()) continue;
      try {
        client.resource(claim).create();
        events.normal(
            set,
            "SuccessfulCreate",
            "create Claim %s Pod %s in StatefulSet %s success"
                .formatted(name(claim), name(pod), name(set)));
      } catch (KubernetesClientException e) {
        // It is there, only the cache has not seen it.
        if (e.getCode() == CONFLICT) continue;
        events.warning(
            set,
            "FailedCreate",
            "create Claim %s for Pod %s in StatefulSet %s failed error: %s"
                .formatted(name(claim), name(pod), name(set), Failures.message(e)));
        throw e;
      }
    }
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
        "%s Pod %s in StatefulSet %s successful".formatted(verb, name(pod), name(set)));
  }

  private void tellFailure(StatefulSet set, String verb, Pod pod, KubernetesClientException e) {
    events.warning(
        set,
        "Failed" + capitalized(verb),
        "%s Pod %s in StatefulSet %s failed error: %s"
            .formatted(verb, name(pod), name(set), Failures.message(e)));
  }

  private static String capitalized(String verb) {
    return Character.toUpperCase(verb.charAt(0)) + verb.substring(1);
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getName();
  }
}
