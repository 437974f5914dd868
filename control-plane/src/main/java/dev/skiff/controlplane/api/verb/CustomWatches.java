package dev.skiff.controlplane.api.verb;

import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The watches of custom resources. They end when their type is replaced or removed: what they would
 * go on to send is not what a client gets who asks now.
 */
@Singleton
final class CustomWatches {
  private final ResourceRegistry registry;
  private final Map<WatchFeed, ResourceType> types = new ConcurrentHashMap<>();

  CustomWatches(ResourceRegistry registry) {
    this.registry = registry;
    registry.onChange(() -> types.forEach(this::endIfOutdated));
  }

  void add(WatchFeed feed, ResourceType type) {
    if (!type.custom()) return;
    types.put(feed, type);
    // It may have been replaced just before.
    endIfOutdated(feed, type);
  }

  void remove(WatchFeed feed) {
    types.remove(feed);
  }

  private void endIfOutdated(WatchFeed feed, ResourceType type) {
    // Compared by identity: whoever serves a type again serves the same one.
    boolean served =
        registry
            .find(type.group(), type.version(), type.plural())
            .filter(now -> now == type)
            .isPresent();
    if (!served) feed.end();
  }
}
