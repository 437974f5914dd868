package dev.skiff.controlplane.api.write;

import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.bootstrap.DefaultObjects;
import dev.skiff.controlplane.cache.CachedObject;
import dev.skiff.controlplane.cache.WatchCache;
import dev.skiff.controlplane.resource.behaviour.ServiceBehaviour;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Marks the addresses and ports of stored Services as taken, before the first write. */
@Singleton
final class ServiceSupplies {
  private static final int BEFORE_FIRST_WRITE = DefaultObjects.BEFORE_CONTROLLERS - 100;
  private final ServiceBehaviour services;
  private final WatchCache cache;

  ServiceSupplies(ServiceBehaviour services, WatchCache cache) {
    this.services = services;
    this.cache = cache;
  }

  void restore(@Observes @Priority(BEFORE_FIRST_WRITE) StartupEvent event) {
    for (CachedObject service : cache.snapshot("services").objects("", null)) {
      services.restore(ObjectBytes.parse(service.json()));
    }
  }
}
