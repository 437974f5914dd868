package dev.skiff.controlplane.api.endpoint;

import dev.skiff.controlplane.cache.WatchCache;
import dev.skiff.controlplane.store.Store;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Well while the watch cache keeps up with the store. */
@Singleton
final class StoreCheck implements HealthCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private final Store store;
  private final WatchCache cache;

  StoreCheck(Store store, WatchCache cache) {
    this.store = store;
    this.cache = cache;
  }

  @Override
  public String name() {
    return "store";
  }

  @Override
  public String problem() {
    long committed = store.revision();
    if (cache.awaitRevision(committed, PATIENCE)) return null;
    return "the cache is at revision " + cache.revision() + ", the store at " + committed;
  }
}
