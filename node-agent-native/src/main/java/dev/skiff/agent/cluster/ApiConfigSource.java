package dev.skiff.agent.cluster;

import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.ApiException;
import dev.skiff.agent.api.ApiResource;
import dev.skiff.agent.api.Informer;
import dev.skiff.agent.api.ResourceEventHandler;
import dev.skiff.agent.volume.ConfigSource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * ConfigMaps and Secrets of the API server, or as they are known while it is away. However many
 * pods refer to an object, there is one watch of it.
 */
public final class ApiConfigSource implements ConfigSource {

  private final ApiClient client;
  private final Map<Reference, Shared> watches = new HashMap<>();

  public ApiConfigSource(ApiClient client) {
    this.client = client;
  }

  @Override
  public ConfigMap configMap(String namespace, String name) throws IOException {
    return read(
        ApiResource.CONFIG_MAPS, new Reference(Kind.CONFIG_MAP, namespace, name), ConfigMap.class);
  }

  @Override
  public Secret secret(String namespace, String name) throws IOException {
    return read(ApiResource.SECRETS, new Reference(Kind.SECRET, namespace, name), Secret.class);
  }

  @Override
  public synchronized Subscription watch(
      Kind kind, String namespace, String name, Runnable changed) {
    Reference reference = new Reference(kind, namespace, name);
    Shared shared = watches.computeIfAbsent(reference, this::open);
    shared.listeners().add(changed);
    return () -> unsubscribe(reference, changed);
  }

  private synchronized void unsubscribe(Reference reference, Runnable changed) {
    Shared shared = watches.get(reference);
    if (shared != null && shared.listeners().remove(changed) && shared.listeners().isEmpty()) {
      watches.remove(reference);
      shared.informer().close();
    }
  }

  private Shared open(Reference reference) {
    List<Runnable> listeners = new CopyOnWriteArrayList<>();
    Informer<?> informer =
        switch (reference.kind()) {
          case CONFIG_MAP -> follow(ApiResource.CONFIG_MAPS, reference, listeners);
          case SECRET -> follow(ApiResource.SECRETS, reference, listeners);
        };
    return new Shared(informer, listeners);
  }

  private <T extends HasMetadata> Informer<T> follow(
      ApiResource<T> resource, Reference reference, List<Runnable> listeners) {
    return Informer.start(
        client,
        resource,
        reference.namespace(),
        "fieldSelector=metadata.name%3D" + reference.name(),
        new ResourceEventHandler<>() {
          @Override
          public void onSet(T object) {
            listeners.forEach(Runnable::run);
          }

          @Override
          public void onDelete(T object) {
            listeners.forEach(Runnable::run);
          }
        });
  }

  private <T extends HasMetadata> T read(
      ApiResource<T> resource, Reference reference, Class<T> type) throws IOException {
    try {
      return client.get(resource, reference.namespace(), reference.name());
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return null;
      }
      return known(reference)
          .filter(object -> e.isTemporary())
          .map(type::cast)
          .orElseThrow(() -> new IOException(e.getMessage(), e));
    }
  }

  /** As it was seen last, so that containers start again while the API server is away. */
  private synchronized Optional<? extends HasMetadata> known(Reference reference) {
    Shared shared = watches.get(reference);
    return shared == null
        ? Optional.empty()
        : shared.informer().get(reference.namespace(), reference.name());
  }

  private record Reference(Kind kind, String namespace, String name) {}

  private record Shared(Informer<?> informer, List<Runnable> listeners) {}
}
