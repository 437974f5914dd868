package dev.skiff.controlplane.controller.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvictionPaceTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Optional<Duration> AT_ONCE = Optional.of(Duration.ZERO);

  private final EvictionPace pace = new EvictionPace();
  private final List<Node> all = new ArrayList<>();

  @Test
  void nodesOfAZoneLoseTheirPodsOneAfterTheOther() {
    nodes("a", 8, 2);
    assertEquals(AT_ONCE, left(silent("a", 0), NOW));
    assertEquals(AT_ONCE, left(silent("a", 0), NOW));
    assertEquals(Optional.of(Duration.ofSeconds(10)), left(silent("a", 1), NOW));
    assertEquals(AT_ONCE, left(silent("a", 1), NOW.plusSeconds(10)));
  }

  @Test
  void zonesDoNotWaitForEachOther() {
    nodes("a", 4, 1);
    nodes("b", 0, 3);
    assertEquals(AT_ONCE, left(silent("a", 0), NOW));
    assertEquals(AT_ONCE, left(silent("b", 0), NOW));
  }

  @Test
  void inASmallZoneOfWhichMostIsSilentEveryPodStays() {
    nodes("a", 2, 3);
    assertEquals(Optional.empty(), left(silent("a", 0), NOW));
  }

  @Test
  void aLargeZoneOfWhichMostIsSilentIsSlower() {
    nodes("a", 20, 40);
    assertEquals(AT_ONCE, left(silent("a", 0), NOW));
    assertEquals(Optional.of(Duration.ofSeconds(100)), left(silent("a", 1), NOW));
  }

  @Test
  void whenNobodyAnswersEveryPodStays() {
    nodes("a", 0, 1);
    nodes("b", 0, 2);
    assertEquals(Optional.empty(), pace.left(silent("a", 0), true, all, NOW));
  }

  @Test
  void whoHasBegunGoesOn() {
    nodes("a", 2, 3);
    assertEquals(AT_ONCE, pace.left(silent("a", 0), true, all, NOW));
  }

  private Optional<Duration> left(Node node, Instant now) {
    return pace.left(node, false, all, now);
  }

  private void nodes(String zone, int ready, int silent) {
    for (int i = 0; i < ready; i++) all.add(node(zone, "ready-" + zone + i, "True"));
    for (int i = 0; i < silent; i++) all.add(silent(zone, i));
  }

  private static Node silent(String zone, int number) {
    return node(zone, "silent-" + zone + number, "Unknown");
  }

  private static Node node(String zone, String name, String ready) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("topology.kubernetes.io/zone", zone)
        .endMetadata()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready)
        .endCondition()
        .endStatus()
        .build();
  }
}
