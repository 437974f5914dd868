package dev.skiff.controlplane.controller.common;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TriggerTimesTest {
  private static final Service SERVICE =
      new ServiceBuilder()
          .withNewMetadata()
          .withNamespace("default")
          .withName("web")
          .withCreationTimestamp("2026-01-01T00:00:00Z")
          .endMetadata()
          .build();

  private final TriggerTimes times = new TriggerTimes();

  @Test
  void aNewServiceCountsFromItsCreation() {
    assertEquals(at("00:00"), times.of(SERVICE, List.of(pod("a", "00:05"))));
    times.forget(Request.of(SERVICE));
    assertEquals(at("00:00"), times.of(SERVICE, List.of(pod("a", "00:05"))));
  }

  @Test
  void theEarliestNewReadinessCounts() {
    times.of(SERVICE, List.of(pod("a", "00:05")));
    List<Pod> changed = List.of(pod("a", "00:20"), pod("b", "00:10"));
    assertEquals(at("00:10"), times.of(SERVICE, changed));
    assertEquals(Optional.empty(), times.of(SERVICE, changed));
  }

  private static Optional<Instant> at(String time) {
    return Optional.of(Instant.parse("2026-01-01T00:" + time + "Z"));
  }

  private static Pod pod(String name, String since) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withLastTransitionTime("2026-01-01T00:" + since + "Z")
        .endCondition()
        .endStatus()
        .build();
  }
}
