package dev.skiff.controlplane.controller.endpointslice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MirroredEndpointsTest {
  private final Endpoints source =
      new EndpointsBuilder()
          .withNewMetadata()
          .withName("db")
          .addToLabels("team", "a")
          .addToAnnotations("kubectl.kubernetes.io/last-applied-configuration", "{}")
          .addToAnnotations("note", "b")
          .endMetadata()
          .addNewSubset()
          .addNewAddress()
          .withIp("10.0.0.1")
          .endAddress()
          .addNewAddress()
          .withIp("fd00::1")
          .endAddress()
          .addNewNotReadyAddress()
          .withIp("10.0.0.2")
          .endNotReadyAddress()
          .addNewPort()
          .withPort(5432)
          .withProtocol("TCP")
          .endPort()
          .endSubset()
          .build();

  @Test
  void aSliceHoldsOneFamilyAndOneSetOfPorts() {
    var groups = MirroredEndpoints.of(source);
    assertEquals(
        List.of("IPv4", "IPv6"),
        groups.keySet().stream().map(MirroredEndpoints.Group::addressType).toList());
    var four = groups.values().iterator().next();
    assertEquals(Set.of("10.0.0.1", "10.0.0.2"), four.keySet());
    assertEquals(true, four.get("10.0.0.1").getConditions().getReady());
    assertEquals(false, four.get("10.0.0.2").getConditions().getReady());
    assertEquals(5432, groups.keySet().iterator().next().ports().getFirst().getPort());
  }

  @Test
  void labelsAndAnnotationsAreMirrored() {
    assertEquals(
        Map.of(
            "team",
            "a",
            "kubernetes.io/service-name",
            "db",
            "endpointslice.kubernetes.io/managed-by",
            "m"),
        MirroredEndpoints.labels(source, "m"));
    assertEquals(Map.of("note", "b"), MirroredEndpoints.annotations(source));
  }
}
