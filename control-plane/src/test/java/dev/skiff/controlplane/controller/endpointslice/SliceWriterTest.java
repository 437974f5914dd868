package dev.skiff.controlplane.controller.endpointslice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.metrics.ClientMetrics;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.OutputFormat.Encoding;
import dev.skiff.controlplane.client.ComponentIdentity;
import dev.skiff.controlplane.client.InProcessClients;
import dev.skiff.controlplane.controller.common.TriggerTimes;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SliceWriterTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final Endpoint ENDPOINT = new EndpointBuilder().withAddresses("10.0.0.1").build();
  private static final Service SERVICE =
      new ServiceBuilder()
          .withNewMetadata()
          .withNamespace("ns")
          .withName("web")
          .withUid("u")
          .addToLabels("app", "web")
          .endMetadata()
          .withNewSpec()
          .endSpec()
          .build();

  private final List<EndpointSlice> written = new CopyOnWriteArrayList<>();
  private final KubernetesClient client =
      new InProcessClients(this::answer, new ClientMetrics())
          .as(ComponentIdentity.controller("endpointslice-controller"));

  @AfterEach
  void close() {
    client.close();
  }

  private ApiResponse answer(ApiRequest request) {
    String body = new String(request.body(), StandardCharsets.UTF_8);
    written.add(Serialization.unmarshal(body, EndpointSlice.class));
    return Answers.of(200, Encoding.JSON, request.body(), List.of());
  }

  private static EndpointSlice present(Map<String, String> labels, Map<String, String> notes) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withName("web-1")
        .withResourceVersion("1")
        .withLabels(labels)
        .withAnnotations(notes)
        .endMetadata()
        .withAddressType("IPv4")
        .withEndpoints(ENDPOINT)
        .build();
  }

  @Test
  void aNewSliceBelongsToTheService() {
    SliceWriter.of(client, SERVICE, Optional.of(TIME)).create("IPv4", List.of(), List.of(ENDPOINT));
    EndpointSlice slice = written.getFirst();
    assertEquals("web-", slice.getMetadata().getGenerateName());
    assertEquals("web", slice.getMetadata().getLabels().get("kubernetes.io/service-name"));
    assertEquals("u", slice.getMetadata().getOwnerReferences().getFirst().getUid());
    assertEquals(
        Map.of(TriggerTimes.ANNOTATION, "2026-01-02T03:04:05Z"),
        slice.getMetadata().getAnnotations());
  }

  @Test
  void aSliceIsWrittenIfItChangesAndNotForItsTimeAlone() {
    Map<String, String> labels = SliceMetadata.labels(SERVICE);
    EndpointSlice slice = present(labels, Map.of("a", "b", TriggerTimes.ANNOTATION, "before"));
    SliceWriter writer = SliceWriter.of(client, SERVICE, Optional.of(TIME));
    writer.update(slice, List.of(ENDPOINT));
    assertTrue(written.isEmpty());
    writer.update(slice, List.of());
    assertEquals(List.of(), written.getFirst().getEndpoints());
    assertEquals(
        Map.of("a", "b", TriggerTimes.ANNOTATION, "2026-01-02T03:04:05Z"),
        written.getFirst().getMetadata().getAnnotations());
    writer.update(present(Map.of("other", "label"), Map.of()), List.of(ENDPOINT));
    assertEquals(labels, written.get(1).getMetadata().getLabels());
  }

  @Test
  void annotationsOfEndpointsAreThoseOfTheirMirrors() {
    var endpoints =
        new EndpointsBuilder().withNewMetadata().withNamespace("ns").withName("web").endMetadata();
    Map<String, String> labels = Map.of("kubernetes.io/service-name", "web");
    SliceWriter writer =
        new SliceWriter(client, endpoints.build(), labels, before -> Map.of("a", "new"));
    writer.update(present(labels, Map.of("a", "new")), List.of(ENDPOINT));
    assertTrue(written.isEmpty());
    writer.update(present(labels, Map.of("a", "old", "c", "d")), List.of(ENDPOINT));
    assertEquals("new", written.getFirst().getMetadata().getAnnotations().get("a"));
    assertNull(written.getFirst().getMetadata().getAnnotations().get("c"));
  }
}
