package dev.skiff.controlplane.controller.servicecidr;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.operator.api.Informer;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.ParentReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps an IPAddress for each cluster address of each Service (KEP-1880). */
public final class IpAddressController implements Controller {
  private static final String NAME = "service-ip-address-controller";
  private static final String FAMILY = "ipaddress.kubernetes.io/ip-family";
  private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
  private static final String ALLOCATOR = "ipallocator.k8s.io";
  private static final String BY_SERVICE = "parent";
  private static final int CONFLICT = 409;

  private KubernetesClient client;
  private ResourceCache<Service> services;
  private ResourceCache<IPAddress> addresses;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    services = context.operator().informer(Service.class).cache();
    Informer<IPAddress> informer = context.operator().informer(IPAddress.class);
    informer.addIndex(
        BY_SERVICE, address -> serviceOf(address).map(Request::toString).stream().toList());
    addresses = informer.cache();
    context
        .operator()
        .controller(NAME, Service.class)
        .watches(IPAddress.class, address -> serviceOf(address).stream().toList())
        .workers(2)
        .reconciler(this::reconcile);
  }

  /** The Service that an IPAddress was made for; empty for those of others. */
  private static Optional<Request> serviceOf(IPAddress address) {
    Map<String, String> labels = address.getMetadata().getLabels();
    if (labels == null || !ALLOCATOR.equals(labels.get(MANAGED_BY))) return Optional.empty();
    return Optional.ofNullable(address.getSpec().getParentRef())
        .filter(parent -> "services".equals(parent.getResource()))
        .map(parent -> new Request(parent.getNamespace(), parent.getName()));
  }

  private Result reconcile(Request request) {
    Set<String> missing =
        new HashSet<>(services.get(request).map(IpAddressController::held).orElse(List.of()));
    for (IPAddress present : addresses.byIndex(BY_SERVICE, request.toString())) {
      if (!missing.remove(present.getMetadata().getName())) delete(present);
    }
    missing.forEach(address -> create(request, address));
    return Result.done();
  }

  private static List<String> held(Service service) {
    List<String> addresses = service.getSpec().getClusterIPs();
    if (addresses == null || "ExternalName".equals(service.getSpec().getType())) return List.of();
    return addresses.stream().filter(address -> !address.equals("None")).toList();
  }

  private void create(Request service, String address) {
    ParentReference parent = new ParentReference();
    parent.setGroup("");
    parent.setResource("services");
    parent.setNamespace(service.namespace());
    parent.setName(service.name());
    try {
      client
          .resource(
              new IPAddressBuilder()
                  .withNewMetadata()
                  .withName(address)
                  .withLabels(
                      Map.of(
                          FAMILY, address.contains(":") ? "IPv6" : "IPv4", MANAGED_BY, ALLOCATOR))
                  .endMetadata()
                  .withNewSpec()
                  .withParentRef(parent)
                  .endSpec()
                  .build())
          .create();
    } catch (KubernetesClientException e) {
      // A Service before had the address; its going away brings this one here again.
      if (e.getCode() != CONFLICT) throw e;
      IPAddress other = addresses.get("", address).orElseThrow(() -> e);
      if (serviceOf(other).isEmpty() || services.get(serviceOf(other).get()).isPresent()) return;
      delete(other);
      throw e;
    }
  }

  private void delete(IPAddress address) {
    Failures.unlessGone(() -> client.resource(address).delete());
  }
}
