package dev.skiff.controlplane.controller.endpointslice;

import dev.skiff.controlplane.controller.common.TriggerTimes;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a Service's slices.
 *
 * @param service whose they are
 * @param time of the change that they follow; empty if nobody knows
 */
record SliceWriter(KubernetesClient client, Service service, Optional<Instant> time) {

  void create(String family, List<EndpointPort> ports, List<Endpoint> endpoints) {
    client
        .resource(
            new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(service.getMetadata().getNamespace())
                .withGenerateName(service.getMetadata().getName() + "-")
                .withLabels(SliceMetadata.labels(service))
                .withAnnotations(annotations(null))
                .withOwnerReferences(SliceMetadata.owner(service))
                .endMetadata()
                .withAddressType(family)
                .withPorts(ports)
                .withEndpoints(endpoints)
                .build())
        .create();
  }

  /** Writes a slice if it is to hold anything else than it does. */
  void update(EndpointSlice slice, List<Endpoint> endpoints) {
    Map<String, String> labels = SliceMetadata.labels(service);
    if (endpoints.equals(SlicePlan.endpoints(slice))
        && labels.equals(slice.getMetadata().getLabels())) {
      return;
    }
    client
        .resource(
            new EndpointSliceBuilder(slice)
                .editMetadata()
                .withLabels(labels)
                .withAnnotations(annotations(slice.getMetadata().getAnnotations()))
                .endMetadata()
                .withEndpoints(endpoints)
                .build())
        .update();
  }

  private Map<String, String> annotations(Map<String, String> present) {
    Map<String, String> annotations = new LinkedHashMap<>();
    if (present != null) annotations.putAll(present);
    TriggerTimes.annotate(annotations, time);
    return annotations;
  }
}
