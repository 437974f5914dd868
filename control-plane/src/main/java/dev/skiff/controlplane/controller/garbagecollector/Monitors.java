package dev.skiff.controlplane.controller.garbagecollector;

import dev.skiff.controlplane.controller.common.Discovery;
import dev.skiff.operator.api.Operator;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.ResourceKind;
import dev.skiff.operator.runtime.SharedInformer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** An informer of metadata for every resource that can be collected. */
final class Monitors {
  private static final Set<String> VERBS = Set.of("delete", "list", "watch");

  /** Groups whose events are never collected: they go by themselves, and there are many. */
  private static final Set<String> EVENTS = Set.of("", "events.k8s.io");

  private final Operator operator;
  private final Discovery discovery;
  private final BiConsumer<ResourceKind, ResourceEvent<GenericKubernetesResource>> handler;
  private final Map<ResourceKind, SharedInformer<GenericKubernetesResource>> informers =
      new HashMap<>();
  private Map<String, ResourceKind> aliases = Map.of();

  Monitors(
      Operator operator,
      KubernetesClient client,
      BiConsumer<ResourceKind, ResourceEvent<GenericKubernetesResource>> handler) {
    this.operator = operator;
    this.discovery = new Discovery(client);
    this.handler = handler;
  }

  /**
   * Follows what the API server serves now.
   *
   * @return whether there are resources that were not there before
   */
  synchronized boolean sync() {
    Discovery.Found found = discovery.resources(VERBS);
    aliases = found.aliases();
    List<ResourceKind> served = found.resources().stream().filter(kind -> !isEvents(kind)).toList();
    boolean more = false;
    for (ResourceKind kind : served) {
      if (informers.containsKey(kind)) continue;
      informers.put(kind, watch(kind));
      more = true;
    }
    informers
        .entrySet()
        .removeIf(
            entry -> {
              ResourceKind kind = entry.getKey();
              // A server that is away for now still has its objects.
              boolean away = found.failures().containsKey(kind.group() + "/" + kind.version());
              if (away || served.contains(kind)) return false;
              operator.closeInformer(entry.getValue());
              return true;
            });
    return more;
  }

  private static boolean isEvents(ResourceKind kind) {
    return kind.plural().equals("events") && EVENTS.contains(kind.group());
  }

  /** The resource of a kind that an owner reference names; its version plays no part. */
  synchronized Optional<ResourceKind> find(String apiVersion, String kind) {
    String group = ResourceKind.group(apiVersion);
    ResourceKind same = aliases.get(group + "/" + kind);
    if (same != null) return Optional.of(same);
    return informers.keySet().stream()
        .filter(one -> one.group().equals(group) && one.kind().equals(kind))
        .findFirst();
  }

  private SharedInformer<GenericKubernetesResource> watch(ResourceKind kind) {
    SharedInformer<GenericKubernetesResource> informer =
        operator.metadataInformer(kind, GenericKubernetesResource.class);
    informer.addHandler(event -> handler.accept(kind, event));
    return informer;
  }
}
