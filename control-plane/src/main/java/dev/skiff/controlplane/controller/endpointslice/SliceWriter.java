package dev.skiff.controlplane.controller.endpointslice;

import dev.skiff.controlplane.controller.common.TriggerTimes;
import dev.skiff.operator.api.Owners;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Writes the slices of a Service, or of the Endpoints that they mirror.
 *
 * @param source whose they are
 * @param labels of all of them
 * @param annotations of a slice, given those that it has
 */
record SliceWriter(
    KubernetesClient client,
    HasMetadata source,
    Map<String, String> labels,
    UnaryOperator<Map<String, String>> annotations) {

  /**
   * For a Service's own slices.
   *
   * @param time of the change that they follow; empty if nobody knows
   */
  static SliceWriter of(KubernetesClient client, Service service, Optional<Instant> time) {
    return new SliceWriter(
        client,
        service,
        SliceMetadata.labels(service),
        present -> {
          Map<String, String> annotations = new LinkedHashMap<>(present);
          TriggerTimes.annotate(annotations, time);
          return annotations;
        });
  }

  void create(String family, List<EndpointPort> ports, List<Endpoint> endpoints) {
    client
        .resource(
            new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(source.getMetadata().getNamespace())
                .withGenerateName(source.getMetadata().getName() + "-")
                .withLabels(labels)
                .withAnnotations(annotations.apply(Map.of()))
                .withOwnerReferences(Owners.controllerReference(source))
                .endMetadata()
                .withAddressType(family)
                .withPorts(ports)
                .withEndpoints(endpoints)
                .build())
        .create();
  }

  /** Writes a slice if it is to hold anything else than it does, whatever the time. */
  void update(EndpointSlice slice, List<Endpoint> endpoints) {
    Map<String, String> present = slice.getMetadata().getAnnotations();
    if (present == null) present = Map.of();
    Map<String, String> wanted = annotations.apply(present);
    if (endpoints.equals(SlicePlan.endpoints(slice))
        && labels.equals(slice.getMetadata().getLabels())
        && timeless(wanted).equals(timeless(present))) {
      return;
    }
    client
        .resource(
            new EndpointSliceBuilder(slice)
                .editMetadata()
                .withLabels(labels)
                .withAnnotations(wanted)
                .endMetadata()
                .withEndpoints(endpoints)
                .build())
        .update();
  }

  private static Map<String, String> timeless(Map<String, String> annotations) {
    Map<String, String> timeless = new HashMap<>(annotations);
    timeless.remove(TriggerTimes.ANNOTATION);
    return timeless;
  }
}
