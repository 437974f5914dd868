package dev.skiff.agent.dns;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Services and endpoints that DNS answers for, kept up to date by the agent's informers. Safe
 * for use by many threads.
 */
public final class ServiceDirectory {
  /** Label of an EndpointSlice that names its Service. */
  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  /** Names a Service. */
  record ServiceKey(String namespace, String name) {}

  /** Where an address leads back to: a Service, or an endpoint of it (label not empty). */
  record Owner(ServiceKey service, String label) {}

  private record SliceKey(ServiceKey service, String name) {}

  private final Map<ServiceKey, ServiceView> services = new ConcurrentHashMap<>();
  private final Map<ServiceKey, Map<String, List<EndpointView>>> endpoints =
      new ConcurrentHashMap<>();
  private final Map<String, SliceKey> slices = new ConcurrentHashMap<>();
  private final Map<String, Integer> namespaces = new ConcurrentHashMap<>();
  private final Map<String, Owner> clusterIPs = new ConcurrentHashMap<>();

  private volatile boolean synced;

  /** Says that all Services and EndpointSlices that exist are known: what is not is not there. */
  public void synced() {
    synced = true;
  }

  boolean isSynced() {
    return synced;
  }

  /** Takes in a Service, new or changed. */
  public synchronized void put(Service service) {
    ServiceKey key = key(service.getMetadata().getNamespace(), service.getMetadata().getName());
    ServiceView view = ServiceView.of(service);
    ServiceView before = services.put(key, view);
    if (before == null) {
      namespaces.merge(key.namespace(), 1, Integer::sum);
    } else {
      before.clusterIPs().forEach(clusterIPs::remove);
    }
    view.clusterIPs().forEach(ip -> clusterIPs.put(ip, new Owner(key, "")));
  }

  /** Forgets a Service. */
  public synchronized void remove(Service service) {
    ServiceKey key = key(service.getMetadata().getNamespace(), service.getMetadata().getName());
    ServiceView before = services.remove(key);
    if (before == null) return;
    before.clusterIPs().forEach(clusterIPs::remove);
    namespaces.computeIfPresent(key.namespace(), (name, n) -> n == 1 ? null : n - 1);
  }

  /** Takes in an EndpointSlice, new or changed. */
  public synchronized void put(EndpointSlice slice) {
    remove(slice);
    var metadata = slice.getMetadata();
    String service = metadata.getLabels() == null ? null : metadata.getLabels().get(SERVICE_NAME);
    if (service == null) return;
    ServiceKey key = key(metadata.getNamespace(), service);
    slices.put(sliceId(slice), new SliceKey(key, metadata.getName()));
    endpoints
        .computeIfAbsent(key, k -> new ConcurrentHashMap<>())
        .put(metadata.getName(), EndpointView.of(slice));
  }

  /** Forgets an EndpointSlice. */
  public synchronized void remove(EndpointSlice slice) {
    SliceKey before = slices.remove(sliceId(slice));
    if (before == null) return;
    endpoints.computeIfPresent(
        before.service(),
        (key, bySlice) -> {
          bySlice.remove(before.name());
          return bySlice.isEmpty() ? null : bySlice;
        });
  }

  Optional<ServiceView> service(ServiceKey key) {
    return Optional.ofNullable(services.get(key));
  }

  boolean namespaceKnown(String namespace) {
    return namespaces.containsKey(namespace);
  }

  /** Ready endpoints of a Service. */
  List<EndpointView> endpoints(ServiceKey key) {
    Map<String, List<EndpointView>> bySlice = endpoints.get(key);
    if (bySlice == null) return List.of();
    List<EndpointView> all = new ArrayList<>();
    bySlice.values().forEach(all::addAll);
    return all;
  }

  /**
   * Who has an address. Endpoints of headless Services are searched one by one: such a question is
   * rare, and an index of all endpoints would cost more memory than it saves time.
   */
  Optional<Owner> owner(String address) {
    Owner service = clusterIPs.get(address);
    if (service != null) return Optional.of(service);
    for (var entry : endpoints.entrySet()) {
      ServiceView view = services.get(entry.getKey());
      if (view == null || !view.headless()) continue;
      for (EndpointView endpoint : flatten(entry.getValue().values())) {
        if (endpoint.address().equals(address)) {
          return Optional.of(new Owner(entry.getKey(), endpoint.hostname()));
        }
      }
    }
    return Optional.empty();
  }

  private static List<EndpointView> flatten(Collection<List<EndpointView>> lists) {
    return lists.stream().flatMap(List::stream).toList();
  }

  private static ServiceKey key(String namespace, String name) {
    return new ServiceKey(namespace, name);
  }

  private static String sliceId(EndpointSlice slice) {
    return slice.getMetadata().getNamespace() + "/" + slice.getMetadata().getName();
  }
}
