package dev.skiff.controlplane.controller.endpoints;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.ServicePods;
import dev.skiff.controlplane.controller.common.TriggerTimes;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the Endpoints of every Service that selects Pods, for clients from before the slices. */
public final class EndpointsController implements Controller {
  private static final String NAME = "endpoint-controller";
  private static final String HEADLESS = "service.kubernetes.io/headless";
  private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
  private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

  private KubernetesClient client;
  private ResourceCache<Service> services;
  private ResourceCache<Endpoints> endpoints;
  private ServicePods pods;
  private final TriggerTimes times = new TriggerTimes();

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    services = context.operator().informer(Service.class).cache();
    endpoints = context.operator().informer(Endpoints.class).cache();
    pods = new ServicePods(services, context.operator().informer(Pod.class).cache());
    context
        .operator()
        .controller(NAME, Service.class)
        .watches(Pod.class, pods::selecting)
        .watches(Endpoints.class, EndpointsController::managed)
        .workers(5)
        .reconciler(this::reconcileUnlessNamespaceGoes);
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
    Optional<Endpoints> present = endpoints.get(request);
    if (service.isEmpty()) {
      times.forget(request);
      present.ifPresent(this::delete);
      return Result.done();
    }
    if (!ServicePods.selects(service.get())
        || service.get().getMetadata().getDeletionTimestamp() != null) {
      return Result.done();
    }
    List<Pod> selected = pods.of(service.get());
    Optional<Instant> time = times.of(service.get(), selected);
    Endpoints wanted = wanted(service.get(), selected, present);
    if (present.isPresent() && wanted.equals(present.get())) return Result.done();
    TriggerTimes.annotate(wanted.getMetadata().getAnnotations(), time);
    if (present.isEmpty()) client.resource(wanted).create();
    else client.resource(wanted).update();
    return Result.done();
  }

  private Endpoints wanted(Service service, List<Pod> selected, Optional<Endpoints> present) {
    SubsetBuilder subsets = new SubsetBuilder(service);
    selected.forEach(subsets::add);
    Map<String, String> labels = new LinkedHashMap<>();
    if (service.getMetadata().getLabels() != null) labels.putAll(service.getMetadata().getLabels());
    labels.put(MANAGED_BY, NAME);
    if ("None".equals(service.getSpec().getClusterIP())) labels.put(HEADLESS, "");
    Map<String, String> annotations = new LinkedHashMap<>();
    present.map(one -> one.getMetadata().getAnnotations()).ifPresent(annotations::putAll);
    annotations.remove(OVER_CAPACITY);
    if (subsets.overCapacity()) annotations.put(OVER_CAPACITY, "truncated");
    return present
        .map(EndpointsBuilder::new)
        .orElseGet(EndpointsBuilder::new)
        .editOrNewMetadata()
        .withNamespace(service.getMetadata().getNamespace())
        .withName(service.getMetadata().getName())
        .withLabels(labels)
        .withAnnotations(annotations)
        .endMetadata()
        .withSubsets(subsets.build())
        .build();
  }

  private void delete(Endpoints object) {
    Failures.unlessGone(() -> client.resource(object).delete());
  }

  /** Somebody's own Endpoints concern nobody here, unless their Service goes. */
  private static List<Request> managed(Endpoints object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    boolean ours = labels != null && NAME.equals(labels.get(MANAGED_BY));
    return ours ? List.of(Request.of(object)) : List.of();
  }
}
