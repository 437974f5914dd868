package dev.skiff.controlplane.controller.namespace;

import dev.skiff.controlplane.controller.common.Discovery;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.namespace.NamespaceConditions.Leftovers;
import dev.skiff.operator.api.ResourceKind;
import io.fabric8.kubernetes.api.model.ConfigMap;
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
import java.util.stream.Collectors;

/** Deletes whatever is in a namespace, of whatever kind. */
final class NamespaceContent {
  /** Which namespaces other servers have been used from; the aggregation layer keeps it. */
  private static final String USAGE = "apiservice-usage";

  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;

  private final KubernetesClient client;
  private final Discovery discovery;

  NamespaceContent(KubernetesClient client) {
    this.client = client;
    this.discovery = new Discovery(client);
  }

  /**
   * Asks for the deletion of everything, and says what is still there. Pods go first: what they use
   * must not go before them (KEP-5080).
   */
  Leftovers delete(String namespace) {
    Discovery.Found found;
    try {
      found = discovery.resources(Set.of("list", "delete"));
    } catch (KubernetesClientException e) {
      return new Leftovers(Map.of(), Map.of(), List.of(), Failures.message(e));
    }
    Leftovers left =
        new Leftovers(
            new TreeMap<>(), new TreeMap<>(), new ArrayList<>(), failure(found, namespace));
    Map<Boolean, List<ResourceKind>> kinds =
        found.resources().stream()
            .filter(ResourceKind::namespaced)
            .collect(Collectors.partitioningBy(NamespaceContent::isPod));
    kinds.get(true).forEach(kind -> delete(kind, namespace, left));
    if (!left.objects().isEmpty() || !left.deletionFailures().isEmpty()) return left;
    kinds.get(false).forEach(kind -> delete(kind, namespace, left));
    return left;
  }

  private static boolean isPod(ResourceKind kind) {
    return kind.group().isEmpty() && kind.plural().equals("pods");
  }

  private void delete(ResourceKind kind, String namespace, Leftovers left) {
    try {
      List<GenericKubernetesResource> objects = delete(kind, namespace);
      if (objects.isEmpty()) return;
      left.objects().put(name(kind), objects.size());
      objects.stream()
          .flatMap(object -> object.getMetadata().getFinalizers().stream())
          .forEach(finalizer -> left.finalizers().merge(finalizer, 1, Integer::sum));
    } catch (KubernetesClientException e) {
      left.deletionFailures().add(Failures.message(e));
    }
  }

  /** Servers that are away hold up those namespaces that may have objects on them. */
  private String failure(Discovery.Found found, String namespace) {
    if (found.failures().isEmpty()) return null;
    ConfigMap usage = client.configMaps().inNamespace("kube-system").withName(USAGE).get();
    Map<String, String> used =
        usage == null || usage.getData() == null ? Map.of() : usage.getData();
    List<String> failures = new ArrayList<>();
    found
        .failures()
        .forEach(
            (groupVersion, problem) -> {
              String[] parts = groupVersion.split("/");
              if (!used.containsKey(namespace + "_" + parts[1] + "." + parts[0])) return;
              failures.add(groupVersion + ": " + Failures.message(problem));
            });
    return failures.isEmpty() ? null : String.join(", ", failures);
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
