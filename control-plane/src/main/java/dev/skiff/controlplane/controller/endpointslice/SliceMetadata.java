package dev.skiff.controlplane.controller.endpointslice;

import io.fabric8.kubernetes.api.model.Service;
import java.util.LinkedHashMap;
import java.util.Map;

/** Labels of a Service's slices. */
final class SliceMetadata {
  static final String SERVICE = "kubernetes.io/service-name";
  static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  static final String MANAGER = "endpointslice-controller.k8s.io";
  private static final String HEADLESS = "service.kubernetes.io/headless";

  private SliceMetadata() {}

  static Map<String, String> labels(Service service) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (service.getMetadata().getLabels() != null) labels.putAll(service.getMetadata().getLabels());
    labels.remove(HEADLESS);
    if ("None".equals(service.getSpec().getClusterIP())) labels.put(HEADLESS, "");
    labels.put(SERVICE, service.getMetadata().getName());
    labels.put(MANAGED_BY, MANAGER);
    return labels;
  }
}
