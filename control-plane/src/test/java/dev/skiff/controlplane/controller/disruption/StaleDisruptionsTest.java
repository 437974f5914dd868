package dev.skiff.controlplane.controller.disruption;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StaleDisruptionsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:03:00Z");

  @Test
  void aDisruptionThatDoesNotComeIsForgottenAfterTwoMinutes() {
    assertEquals(
        Optional.of(Duration.ofSeconds(90)),
        StaleDisruptions.left(pod("Running", "00:02:30", "EvictionByEvictionAPI"), NOW));
    assertEquals(
        Optional.of(Duration.ofSeconds(-60)),
        StaleDisruptions.left(pod("Running", "00:00:00", "EvictionByEvictionAPI"), NOW));
  }

  @Test
  void aKubeletMayTakeItsTimeAndWhatHasHappenedStays() {
    assertEquals(
        Optional.empty(),
        StaleDisruptions.left(pod("Running", "00:00:00", "TerminationByKubelet"), NOW));
    assertEquals(
        Optional.empty(),
        StaleDisruptions.left(pod("Failed", "00:00:00", "EvictionByEvictionAPI"), NOW));
  }

  private static Pod pod(String phase, String since, String reason) {
    return new PodBuilder()
        .withNewMetadata()
        .endMetadata()
        .withNewStatus()
        .withPhase(phase)
        .addNewCondition()
        .withType("DisruptionTarget")
        .withStatus("True")
        .withReason(reason)
        .withLastTransitionTime("2026-01-01T" + since + "Z")
        .endCondition()
        .endStatus()
        .build();
  }
}
