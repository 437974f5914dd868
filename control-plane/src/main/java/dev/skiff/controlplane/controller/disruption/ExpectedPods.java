package dev.skiff.controlplane.controller.disruption;

import dev.skiff.operator.api.Owners;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How many Pods there should be, by what their controllers ask for. */
final class ExpectedPods {
  private final KubernetesClient client;
  private final ResourceCache<ReplicaSet> replicaSets;
  private final ResourceCache<Deployment> deployments;
  private final ResourceCache<StatefulSet> statefulSets;

  ExpectedPods(
      KubernetesClient client,
      ResourceCache<ReplicaSet> replicaSets,
      ResourceCache<Deployment> deployments,
      ResourceCache<StatefulSet> statefulSets) {
    this.client = client;
    this.replicaSets = replicaSets;
    this.deployments = deployments;
    this.statefulSets = statefulSets;
  }

  /**
   * What the controllers of some Pods ask for.
   *
   * @param count of Pods
   * @param unmanaged names of Pods that have no controller; they are not counted
   */
  record Expectation(int count, List<String> unmanaged) {}

  /**
   * @throws IllegalStateException if a controller cannot be scaled
   */
  Expectation of(List<Pod> pods) {
    Map<String, Integer> scales = new HashMap<>();
    List<String> unmanaged = new ArrayList<>();
    for (Pod pod : pods) {
      Optional<OwnerReference> owner = Owners.controllerOf(pod);
      if (owner.isEmpty()) {
        unmanaged.add(pod.getMetadata().getName());
      } else if (!scales.containsKey(owner.get().getUid())) {
        Scale scale = scale(Request.namespaceOf(pod), owner.get(), pod);
        scales.putIfAbsent(scale.uid, scale.replicas);
        scales.putIfAbsent(owner.get().getUid(), 0);
      }
    }
    return new Expectation(scales.values().stream().mapToInt(Integer::intValue).sum(), unmanaged);
  }

  /** A Deployment speaks for its ReplicaSets. */
  private Scale scale(String namespace, OwnerReference owner, Pod pod) {
    switch (owner.getKind()) {
      case "ReplicaSet" -> {
        Optional<ReplicaSet> set = same(replicaSets.get(namespace, owner.getName()), owner);
        if (set.isPresent()) {
          return deployment(namespace, set.get())
              .map(one -> new Scale(uid(one), zero(one.getSpec().getReplicas())))
              .orElseGet(() -> new Scale(owner.getUid(), zero(set.get().getSpec().getReplicas())));
        }
      }
      case "StatefulSet" -> {
        Optional<StatefulSet> set = same(statefulSets.get(namespace, owner.getName()), owner);
        if (set.isPresent())
          return new Scale(owner.getUid(), zero(set.get().getSpec().getReplicas()));
      }
      default -> {
        return subresource(namespace, owner);
      }
    }
    throw new IllegalStateException(
        "found no controllers for pod \"" + pod.getMetadata().getName() + "\"");
  }

  private Optional<Deployment> deployment(String namespace, ReplicaSet set) {
    return Owners.controllerOf(set)
        .filter(owner -> owner.getKind().equals("Deployment"))
        .flatMap(owner -> same(deployments.get(namespace, owner.getName()), owner));
  }

  /** Anything else that has a scale, custom resources included. */
  private Scale subresource(String namespace, OwnerReference owner) {
    var scale =
        client
            .genericKubernetesResources(owner.getApiVersion(), owner.getKind())
            .inNamespace(namespace)
            .withName(owner.getName())
            .scale();
    if (scale == null) {
      throw new IllegalStateException(
          "%s.%s does not implement the scale subresource"
              .formatted(owner.getKind(), owner.getApiVersion()));
    }
    return new Scale(owner.getUid(), zero(scale.getSpec().getReplicas()));
  }

  private static <T extends HasMetadata> Optional<T> same(
      Optional<T> found, OwnerReference reference) {
    return found.filter(object -> uid(object).equals(reference.getUid()));
  }

  private static String uid(HasMetadata object) {
    return object.getMetadata().getUid();
  }

  private static int zero(Integer count) {
    return count == null ? 0 : count;
  }

  private record Scale(String uid, int replicas) {}
}
