package dev.skiff.controlplane.controller.garbagecollector;

import dev.skiff.controlplane.controller.common.ExactDeletion;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.operator.api.ResourceKind;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Objects as the API server has them now; each change insists on the state that was read. */
final class LiveObjects {
  private static final int NOT_FOUND = 404;

  private final KubernetesClient client;

  LiveObjects(KubernetesClient client) {
    this.client = client;
  }

  /** The object at a place, if it is this very one. */
  Optional<GenericKubernetesResource> get(
      ResourceKind kind, String namespace, String name, String uid) {
    try {
      return Optional.ofNullable(at(kind, namespace, name).get())
          .filter(object -> uid.equals(object.getMetadata().getUid()));
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND) return Optional.empty();
      throw e;
    }
  }

  /** Removes references to owners. */
  void disown(ResourceKind kind, GenericKubernetesResource object, Set<String> owners) {
    List<OwnerReference> rest =
        object.getMetadata().getOwnerReferences().stream()
            .filter(reference -> !owners.contains(reference.getUid()))
            .toList();
    if (rest.size() < object.getMetadata().getOwnerReferences().size()) {
      patch(kind, object, "ownerReferences", rest);
    }
  }

  /**
   * Makes an object hold back none of its owners.
   *
   * @return false if it did not hold back any
   */
  boolean unblock(ResourceKind kind, GenericKubernetesResource object) {
    List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
    if (owners.stream().noneMatch(one -> Boolean.TRUE.equals(one.getBlockOwnerDeletion()))) {
      return false;
    }
    List<OwnerReference> free =
        owners.stream()
            .map(one -> new OwnerReferenceBuilder(one).withBlockOwnerDeletion(false).build())
            .toList();
    patch(kind, object, "ownerReferences", free);
    return true;
  }

  /** Removes a finalizer. */
  void release(ResourceKind kind, GenericKubernetesResource object, String finalizer) {
    List<String> rest =
        object.getMetadata().getFinalizers().stream()
            .filter(name -> !name.equals(finalizer))
            .toList();
    if (rest.size() < object.getMetadata().getFinalizers().size()) {
      patch(kind, object, "finalizers", rest);
    }
  }

  /** Deletes this very object. */
  void delete(
      ResourceKind kind, GenericKubernetesResource object, DeletionPropagation propagation) {
    ExactDeletion.delete(client, kind, object, propagation);
  }

  private void patch(
      ResourceKind kind, GenericKubernetesResource object, String field, List<?> value) {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("resourceVersion", object.getMetadata().getResourceVersion());
    metadata.put("uid", object.getMetadata().getUid());
    metadata.put(field, value.isEmpty() ? null : value);
    String patch = client.getKubernetesSerialization().asJson(Map.of("metadata", metadata));
    Failures.unlessGone(
        () ->
            at(kind, object.getMetadata().getNamespace(), object.getMetadata().getName())
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch));
  }

  private Resource<GenericKubernetesResource> at(ResourceKind kind, String namespace, String name) {
    var resources = client.genericKubernetesResources(context(kind));
    return kind.namespaced()
        ? resources.inNamespace(namespace).withName(name)
        : resources.withName(name);
  }

  private static ResourceDefinitionContext context(ResourceKind kind) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(kind.group())
        .withVersion(kind.version())
        .withKind(kind.kind())
        .withPlural(kind.plural())
        .withNamespaced(kind.namespaced())
        .build();
  }
}
