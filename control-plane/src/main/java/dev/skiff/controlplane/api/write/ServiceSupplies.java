package dev.skiff.controlplane.api.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.bootstrap.DefaultObjects;
import dev.skiff.controlplane.cache.WatchCache;
import dev.skiff.controlplane.resource.behaviour.ServiceBehaviour;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows the networks of Services, and what of their addresses and ports is taken, before the first
 * write.
 */
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
    for (ObjectNode cidr : stored("servicecidrs.networking.k8s.io")) services.restoreNetworks(cidr);
    for (ObjectNode address : stored("ipaddresses.networking.k8s.io")) {
      services.restoreAddress(address);
    }
    stored("services").forEach(services::restore);
  }

  private List<ObjectNode> stored(String resource) {
    List<ObjectNode> objects = new ArrayList<>();
    cache
        .snapshot(resource)
        .objects("", null)
        .forEach(object -> objects.add(ObjectBytes.parse(object.json())));
    return objects;
  }
}
