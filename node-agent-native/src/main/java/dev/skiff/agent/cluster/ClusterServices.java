package dev.skiff.agent.cluster;

import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.ApiResource;
import dev.skiff.agent.api.Informer;
import dev.skiff.agent.pod.ServiceSource;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;

/** All Services and EndpointSlices of the cluster: one watch of each for DNS, proxy and pods. */
public final class ClusterServices implements ServiceSource {

  private final Informer<Service> services;

  /** Begins to follow, and tells. */
  public ClusterServices(ApiClient client, ServiceFeeds feeds) {
    services = Informer.start(client, ApiResource.SERVICES, null, "", feeds.services());
    Informer.start(client, ApiResource.ENDPOINT_SLICES, null, "", feeds.slices());
  }

  @Override
  public List<Service> services(String namespace) throws InterruptedException {
    services.awaitSynced();
    return services.all().stream()
        .filter(service -> service.getMetadata().getNamespace().equals(namespace))
        .toList();
  }
}
