package dev.skiff.controlplane.controller.namespace;

import dev.skiff.controlplane.controller.common.Discovery;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.namespace.NamespaceConditions.Leftovers;
import dev.skiff.operator.api.ResourceKind;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Deletes whatever is in a namespace, of whatever kind. */
final class NamespaceContent {
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;

  private final KubernetesClient client;
  private final Discovery discovery;

  NamespaceContent(KubernetesClient client) {
    this.client = client;
    this.discovery = new Discovery(client);
  }

  /** Asks for the deletion of everything, and says what is still there. */
  Leftovers delete(String namespace) {
    Map<String, Integer> objects = new TreeMap<>();
    Map<String, Integer> finalizers = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    List<ResourceKind> kinds;
    try {
      kinds = discovery.resources(Set.of("list", "delete"));
    } catch (KubernetesClientException e) {
      return new Leftovers(objects, finalizers, failures, Failures.message(e));
    }
    for (ResourceKind kind : kinds) {
      if (!kind.namespaced()) continue;
      try {
        List<GenericKubernetesResource> left = delete(kind, namespace);
        if (left.isEmpty()) continue;
        objects.put(name(kind), left.size());
        left.stream()
            .flatMap(object -> object.getMetadata().getFinalizers().stream())
            .forEach(finalizer -> finalizers.merge(finalizer, 1, Integer::sum));
      } catch (KubernetesClientException e) {
        failures.add(Failures.message(e));
      }
    }
    return new Leftovers(objects, finalizers, failures, null);
  }

  private List<GenericKubernetesResource> delete(ResourceKind kind, String namespace) {
    var resources =
        client
            .genericKubernetesResources(
                new ResourceDefinitionContext.Builder()
                    .withGroup(kind.group())
                    .withVersion(kind.version())
                    .withKind(kind.kind())
                    .withPlural(kind.plural())
                    .withNamespaced(true)
                    .build())
            .inNamespace(namespace);
    try {
      if (resources.list().getItems().isEmpty()) return List.of();
      resources.withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
      return resources.list().getItems();
    } catch (KubernetesClientException e) {
      // The resource has gone since discovery, or cannot be listed after all.
      if (e.getCode() == NOT_FOUND || e.getCode() == METHOD_NOT_ALLOWED) return List.of();
      throw e;
    }
  }

  private static String name(ResourceKind kind) {
    return kind.group().isEmpty() ? kind.plural() + "." : kind.toString();
  }
}
