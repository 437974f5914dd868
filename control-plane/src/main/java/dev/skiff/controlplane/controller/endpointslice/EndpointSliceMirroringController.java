package dev.skiff.controlplane.controller.endpointslice;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.operator.api.Informer;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Mirrors the Endpoints that people write for Services without a selector to EndpointSlices, so
 * that proxies need to know slices only (KEP-0752).
 */
public final class EndpointSliceMirroringController implements Controller {
  private static final String NAME = "endpointslicemirroring-controller";
  private static final String MANAGER = NAME + ".k8s.io";
  private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
  private static final String BY_SERVICE = "mirrored";

  private KubernetesClient client;
  private ResourceCache<Service> services;
  private ResourceCache<Endpoints> endpoints;
  private ResourceCache<EndpointSlice> slices;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    services = context.operator().informer(Service.class).cache();
    endpoints = context.operator().informer(Endpoints.class).cache();
    Informer<EndpointSlice> informer = context.operator().informer(EndpointSlice.class);
    informer.addIndex(
        BY_SERVICE, slice -> mirrored(slice).map(Request::toString).stream().toList());
    slices = informer.cache();
    context
        .operator()
        .controller(NAME, Endpoints.class)
        .watches(Service.class, service -> List.of(Request.of(service)))
        .watches(EndpointSlice.class, slice -> mirrored(slice).stream().toList())
        .workers(5)
        .reconciler(this::reconcileUnlessNamespaceGoes);
  }

  /** The Endpoints that a slice mirrors; empty for slices of others. */
  private static Optional<Request> mirrored(EndpointSlice slice) {
    Map<String, String> labels = slice.getMetadata().getLabels();
    if (labels == null || !MANAGER.equals(labels.get(SliceMetadata.MANAGED_BY))) {
      return Optional.empty();
    }
    return Optional.ofNullable(labels.get(SliceMetadata.SERVICE))
        .map(name -> new Request(slice.getMetadata().getNamespace(), name));
  }

  private Result reconcileUnlessNamespaceGoes(Request request) {
    try {
      reconcile(request);
    } catch (KubernetesClientException e) {
      if (!Failures.namespaceTerminating(e)) throw e;
    }
    return Result.done();
  }

  private void reconcile(Request request) {
    List<EndpointSlice> present =
        new ArrayList<>(
            slices.byIndex(BY_SERVICE, request.toString()).stream()
                .filter(slice -> slice.getMetadata().getDeletionTimestamp() == null)
                .toList());
    Optional<Endpoints> source = endpoints.get(request).filter(this::toMirror);
    if (source.isPresent()) mirror(source.get(), present);
    present.forEach(this::delete);
  }

  private boolean toMirror(Endpoints source) {
    Map<String, String> labels = source.getMetadata().getLabels();
    Map<String, String> annotations = source.getMetadata().getAnnotations();
    if (labels != null && "true".equals(labels.get(SKIP))) return false;
    if (annotations != null && annotations.containsKey(LEADER)) return false;
    return services
        .get(Request.of(source))
        .filter(
            service ->
                service.getSpec().getSelector() == null
                    || service.getSpec().getSelector().isEmpty())
        .isPresent();
  }

  /** Brings slices up to date; those that are used are taken out of the list. */
  private void mirror(Endpoints source, List<EndpointSlice> present) {
    SliceWriter writer =
        new SliceWriter(
            client,
            source,
            MirroredEndpoints.labels(source, MANAGER),
            before -> MirroredEndpoints.annotations(source));
    MirroredEndpoints.of(source)
        .forEach(
            (group, wanted) -> {
              List<EndpointSlice> same = present.stream().filter(group::fits).toList();
              present.removeAll(same);
              apply(writer, group, wanted, same);
            });
  }

  private void apply(
      SliceWriter writer,
      MirroredEndpoints.Group group,
      Map<String, Endpoint> wanted,
      List<EndpointSlice> present) {
    SlicePlan plan = SlicePlan.of(wanted, present);
    plan.contents()
        .forEach(
            (slice, contents) -> {
              if (contents.isEmpty()) delete(slice);
              else writer.update(slice, contents);
            });
    for (List<Endpoint> contents : plan.created()) {
      writer.create(group.addressType(), group.ports(), contents);
    }
  }

  private void delete(EndpointSlice slice) {
    Failures.unlessGone(() -> client.resource(slice).delete());
  }
}
