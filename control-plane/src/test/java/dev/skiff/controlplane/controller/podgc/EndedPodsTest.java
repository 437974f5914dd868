package dev.skiff.controlplane.controller.podgc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.operator.api.ResourceEvent;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndedPodsTest {
  private final EndedPods ended = new EndedPods(2);

  @Test
  void theOldestGoFirstAndEvictedOnesBeforeThem() {
    assertFalse(seen(pod("old", "Succeeded", 1, null)));
    assertFalse(seen(pod("new", "Failed", 2, null)));
    assertTrue(ended.surplus().isEmpty());
    assertTrue(seen(pod("newest", "Failed", 3, "Evicted")));
    assertEquals(List.of("newest"), surplus());
    seen(pod("other", "Succeeded", 4, null));
    assertEquals(List.of("newest", "old"), surplus());
  }

  @Test
  void whatRunsOrIsGoneDoesNotCount() {
    seen(pod("a", "Succeeded", 1, null));
    seen(pod("b", "Succeeded", 2, null));
    assertFalse(seen(pod("c", "Running", 3, null)));
    ended.seen(
        new ResourceEvent<>(ResourceEvent.Type.DELETED, null, pod("a", "Succeeded", 1, null)));
    assertFalse(seen(pod("c", "Succeeded", 3, null)));
  }

  @Test
  void anyNumberMayStay() {
    EndedPods any = new EndedPods(0);
    assertFalse(any.seen(event(pod("a", "Succeeded", 1, null))));
  }

  private List<String> surplus() {
    return ended.surplus().stream().map(pod -> pod.getMetadata().getName()).toList();
  }

  private boolean seen(Pod pod) {
    return ended.seen(event(pod));
  }

  private static ResourceEvent<Pod> event(Pod pod) {
    return new ResourceEvent<>(ResourceEvent.Type.UPDATED, null, pod);
  }

  private static Pod pod(String name, String phase, int second, String reason) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .withCreationTimestamp("2026-01-01T00:00:0" + second + "Z")
        .endMetadata()
        .withNewStatus()
        .withPhase(phase)
        .withReason(reason)
        .endStatus()
        .build();
  }
}
