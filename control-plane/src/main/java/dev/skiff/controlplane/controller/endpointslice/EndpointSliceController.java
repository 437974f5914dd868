package dev.skiff.controlplane.controller.endpointslice;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.ServicePods;
import dev.skiff.controlplane.controller.common.TriggerTimes;
import dev.skiff.operator.api.Informer;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps the EndpointSlices of every Service that selects Pods. */
public final class EndpointSliceController implements Controller {
  private static final String NAME = "endpointslice-controller";
  private static final String BY_SERVICE = "service";

  private KubernetesClient client;
  private ResourceCache<Service> services;
  private ResourceCache<Node> nodes;
  private ResourceCache<EndpointSlice> slices;
  private ServicePods pods;
  private final TriggerTimes times = new TriggerTimes();

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    services = context.operator().informer(Service.class).cache();
    nodes = context.operator().informer(Node.class).cache();
    pods = new ServicePods(services, context.operator().informer(Pod.class).cache());
    Informer<EndpointSlice> informer = context.operator().informer(EndpointSlice.class);
    informer.addIndex(
        BY_SERVICE, slice -> serviceOf(slice).map(Request::toString).stream().toList());
    slices = informer.cache();
    context
        .operator()
        .controller(NAME, Service.class)
        .watches(Pod.class, pods::selecting)
        .watches(EndpointSlice.class, slice -> serviceOf(slice).stream().toList())
        .workers(5)
        .reconciler(this::reconcileUnlessNamespaceGoes);
  }

  private static Optional<Request> serviceOf(EndpointSlice slice) {
    Map<String, String> labels = slice.getMetadata().getLabels();
    if (labels == null || !SliceMetadata.MANAGER.equals(labels.get(SliceMetadata.MANAGED_BY))) {
      return Optional.empty();
    }
    return Optional.ofNullable(labels.get(SliceMetadata.SERVICE))
        .map(name -> new Request(slice.getMetadata().getNamespace(), name));
  }

  private Result reconcileUnlessNamespaceGoes(Request request) {
    try {
      return reconcile(request);
    } catch (KubernetesClientException e) {
      if (Failures.namespaceTerminating(e)) return Result.done();
      throw e;
    }
  }

  private Result reconcile(Request request) {
    Optional<Service> service = services.get(request);
    if (service.isEmpty()) times.forget(request);
    // Without a Service the garbage collector takes the slices, without a selector a person does.
    if (service.isEmpty()
        || !ServicePods.selects(service.get())
        || service.get().getMetadata().getDeletionTimestamp() != null) {
      return Result.done();
    }
    List<EndpointSlice> present =
        new ArrayList<>(
            slices.byIndex(BY_SERVICE, request.toString()).stream()
                .filter(slice -> slice.getMetadata().getDeletionTimestamp() == null)
                .toList());
    List<Pod> selected = pods.of(service.get());
    var writer = SliceWriter.of(client, service.get(), times.of(service.get(), selected));
    for (String family : families(service.get())) {
      Map<List<EndpointPort>, Map<String, Endpoint>> wanted =
          wanted(service.get(), selected, family);
      reconcileFamily(writer, wanted, family, takeFamily(present, family));
    }
    present.forEach(this::delete);
    return Result.done();
  }

  private void reconcileFamily(
      SliceWriter writer,
      Map<List<EndpointPort>, Map<String, Endpoint>> wanted,
      String family,
      List<EndpointSlice> present) {
    // A Service without endpoints has one empty slice, so that people see it is looked after.
    if (wanted.isEmpty()) wanted.put(List.of(), Map.of());
    Set<EndpointSlice> used = new HashSet<>();
    wanted.forEach(
        (ports, endpoints) -> {
          List<EndpointSlice> same =
              present.stream().filter(slice -> samePorts(slice, ports)).toList();
          used.addAll(same);
          apply(writer, family, ports, endpoints, same);
        });
    present.stream().filter(slice -> !used.contains(slice)).forEach(this::delete);
  }

  private Map<List<EndpointPort>, Map<String, Endpoint>> wanted(
      Service service, List<Pod> selected, String family) {
    ServiceEndpoints endpoints =
        new ServiceEndpoints(
            service, name -> name.isEmpty() ? Optional.empty() : nodes.get("", name));
    Map<List<EndpointPort>, Map<String, Endpoint>> wanted = new LinkedHashMap<>();
    for (Pod pod : selected) {
      if (!ServiceEndpoints.counts(pod)) continue;
      ServiceEndpoints.address(pod, family)
          .ifPresent(
              address ->
                  wanted
                      .computeIfAbsent(endpoints.ports(pod), ignored -> new LinkedHashMap<>())
                      .put(address, endpoints.endpoint(pod, address)));
    }
    return wanted;
  }

  private void apply(
      SliceWriter writer,
      String family,
      List<EndpointPort> ports,
      Map<String, Endpoint> wanted,
      List<EndpointSlice> present) {
    SlicePlan plan = SlicePlan.of(wanted, present);
    boolean placeholder = wanted.isEmpty();
    for (Map.Entry<EndpointSlice, List<Endpoint>> entry : plan.contents().entrySet()) {
      if (entry.getValue().isEmpty() && !placeholder) {
        delete(entry.getKey());
      } else {
        writer.update(entry.getKey(), entry.getValue());
        placeholder = false;
      }
    }
    plan.created().forEach(endpoints -> writer.create(family, ports, endpoints));
    if (placeholder) writer.create(family, ports, List.of());
  }

  private void delete(EndpointSlice slice) {
    Failures.unlessGone(() -> client.resource(slice).delete());
  }

  private static boolean samePorts(EndpointSlice slice, List<EndpointPort> ports) {
    List<EndpointPort> present = slice.getPorts() == null ? List.of() : slice.getPorts();
    return Set.copyOf(present).equals(Set.copyOf(ports));
  }

  private static List<EndpointSlice> takeFamily(List<EndpointSlice> slices, String family) {
    List<EndpointSlice> taken =
        slices.stream().filter(slice -> family.equals(slice.getAddressType())).toList();
    slices.removeAll(taken);
    return taken;
  }

  private static Collection<String> families(Service service) {
    List<String> families = service.getSpec().getIpFamilies();
    return families == null || families.isEmpty() ? List.of("IPv4") : families;
  }
}
