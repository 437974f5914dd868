package dev.skiff.controlplane.cache;

import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.store.Store;
import dev.skiff.controlplane.store.StoreConfig;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;

/** Puts the watch cache on the store. */
@Singleton
final class CacheProducer {
  /** Events that watches have encoded can take twice as much besides. */
  private static final long WINDOW_BYTES = 32L << 20;

  @Produces
  @Singleton
  WatchCache cache(Store store, ResourceRegistry registry, StoreConfig config) {
    WatchCache cache =
        new WatchCache(
            store,
            resource -> selectableFields(registry, resource),
            config.cacheWindow(),
            WINDOW_BYTES,
            config.watchQueue());
    registry.onChange(cache::typesChanged);
    return cache;
  }

  void close(@Disposes WatchCache cache) {
    cache.close();
  }

  private static Collection<String> selectableFields(
      ResourceRegistry registry, String groupResource) {
    int dot = groupResource.indexOf('.');
    String plural = dot < 0 ? groupResource : groupResource.substring(0, dot);
    String group = dot < 0 ? "" : groupResource.substring(dot + 1);
    return registry.stored(group, plural).map(ResourceType::selectableFields).orElse(List.of());
  }
}
