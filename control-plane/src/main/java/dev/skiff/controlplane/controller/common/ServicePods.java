package dev.skiff.controlplane.controller.common;

import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Which Pods are behind which Services. */
public final class ServicePods {
  private final ResourceCache<Service> services;
  private final ResourceCache<Pod> pods;

  public ServicePods(ResourceCache<Service> services, ResourceCache<Pod> pods) {
    this.services = services;
    this.pods = pods;
  }

  /** The Pods that a Service selects. */
  public List<Pod> of(Service service) {
    Map<String, String> selector = service.getSpec().getSelector();
    return pods.list(Request.namespaceOf(service)).stream()
        .filter(pod -> Selectors.contains(pod.getMetadata().getLabels(), selector))
        .toList();
  }

  /** The Services that select a Pod. */
  public Collection<Request> selecting(Pod pod) {
    return services.list(Request.namespaceOf(pod)).stream()
        .filter(ServicePods::selects)
        .filter(
            service ->
                Selectors.contains(pod.getMetadata().getLabels(), service.getSpec().getSelector()))
        .map(Request::of)
        .toList();
  }

  /** Whether a Service's endpoints are made from Pods; others' are made by hand, or not at all. */
  public static boolean selects(Service service) {
    Map<String, String> selector = service.getSpec().getSelector();
    return selector != null
        && !selector.isEmpty()
        && !"ExternalName".equals(service.getSpec().getType());
  }
}
