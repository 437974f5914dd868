package dev.skiff.controlplane.controller.endpointslice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointHints;
import org.junit.jupiter.api.Test;

class TrafficDistributionTest {
  @Test
  void anEndpointIsForItsZone() {
    EndpointHints hints = TrafficDistribution.hints(service("PreferClose"), "a", "node");
    assertEquals("a", hints.getForZones().getFirst().getName());
    assertTrue(hints.getForNodes().isEmpty());
    assertNull(TrafficDistribution.hints(service("PreferSameZone"), null, "node"));
  }

  @Test
  void anEndpointIsForItsNodeToo() {
    EndpointHints hints = TrafficDistribution.hints(service("PreferSameNode"), "a", "node");
    assertEquals("a", hints.getForZones().getFirst().getName());
    assertEquals("node", hints.getForNodes().getFirst().getName());
    EndpointHints without = TrafficDistribution.hints(service("PreferSameNode"), null, "node");
    assertTrue(without.getForZones().isEmpty());
  }

  @Test
  void whoDoesNotAskGetsNone() {
    assertNull(TrafficDistribution.hints(service(null), "a", "node"));
    Service old =
        new ServiceBuilder(service("PreferClose"))
            .editMetadata()
            .addToAnnotations("service.kubernetes.io/topology-mode", "Auto")
            .endMetadata()
            .build();
    assertNull(TrafficDistribution.hints(old, "a", "node"));
  }

  private static Service service(String distribution) {
    return new ServiceBuilder()
        .withNewMetadata()
        .endMetadata()
        .withNewSpec()
        .withTrafficDistribution(distribution)
        .endSpec()
        .build();
  }
}
