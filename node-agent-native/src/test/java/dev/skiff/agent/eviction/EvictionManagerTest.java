package dev.skiff.agent.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.agent.admission.FakeNodeObject;
import dev.skiff.agent.admission.NodeAdmission;
import dev.skiff.agent.cri.v1.ContainerAttributes;
import dev.skiff.agent.cri.v1.ContainerMetadata;
import dev.skiff.agent.cri.v1.ContainerStats;
import dev.skiff.agent.cri.v1.FilesystemUsage;
import dev.skiff.agent.cri.v1.MemoryUsage;
import dev.skiff.agent.cri.v1.UInt64Value;
import dev.skiff.agent.node.NodePressure;
import dev.skiff.agent.pod.Yaml;
import dev.skiff.agent.stats.PodUsage;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvictionManagerTest {

  private static final long MI = 1 << 20;
  private static final NodeLevels PLENTY = new NodeLevels(1000 * MI, 4000 * MI, 900, 1000);

  private final NodeAdmission admission =
      new NodeAdmission(
          new FakeNodeObject(), Map.of("memory", new Quantity("1Gi"), "pods", new Quantity("10")));
  private final NodePressure pressure = new NodePressure();
  private final List<PodUsage> usage = new ArrayList<>();
  private final List<String> evicted = new ArrayList<>();
  private final Map<String, Long> files = new HashMap<>();
  private NodeLevels levels = PLENTY;
  private NodeLevels afterFreeing;
  private Instant now = Instant.parse("2006-01-02T15:04:05Z");
  private String message;
  private final EvictionManager manager =
      new EvictionManager(
          () -> levels,
          () -> usage,
          pod -> files.getOrDefault(pod.getMetadata().getName(), 0L),
          () -> levels = afterFreeing == null ? levels : afterFreeing,
          (pod, text) -> {
            message = text;
            return evicted.add(pod.getMetadata().getName());
          },
          admission,
          pressure,
          Duration.ofMinutes(5),
          () -> now);

  @Test
  void aNodeWithEnoughOfEverything() {
    use("a", 0, 500, "{}");
    manager.run();
    assertEquals(List.of(), evicted);
    assertFalse(pressure.memory());
    assertFalse(pressure.disk());
  }

  @Test
  void whoUsesMoreThanHeAskedForGoesFirst() {
    use("modest", 0, 300, "{requests: {memory: 400Mi}}");
    use("critical", 2_000_000_000, 900, "{}");
    use("important", 10, 500, "{}");
    use("greedy", 0, 200, "{requests: {memory: 50Mi}}");
    use("little", 0, 100, "{requests: {memory: 50Mi}}");
    levels = new NodeLevels(80 * MI, 4000 * MI, 900, 1000);
    manager.run();
    assertEquals(List.of("greedy"), evicted);
    assertEquals(
        "The node was low on resource: memory. Threshold quantity: 100Mi, available: 80Mi. "
            + "Container main was using 200Mi, request is 50Mi, has larger consumption of memory. ",
        message);
    usage.removeIf(u -> u.pod().getMetadata().getName().equals("greedy"));
    manager.run();
    manager.run();
    assertEquals(List.of("greedy", "little", "little"), evicted);
  }

  /** Volumes and logs fill the disk as well as what containers write to their own file systems. */
  @Test
  void whoFillsTheDiskGoesFirst() {
    use("innocent", 0, 10, "{}");
    use("writer", 0, 10, "{}");
    use("important", 10, 10, "{}");
    files.put("writer", 500 * MI);
    files.put("important", 900 * MI);
    levels = new NodeLevels(1000 * MI, 4000 * MI, 50, 1000);
    manager.run();
    assertEquals(List.of("writer"), evicted);
  }

  @Test
  void theConditionStaysForAWhileAndKeepsPodsAway() {
    levels = new NodeLevels(80 * MI, 4000 * MI, 900, 1000);
    manager.run();
    levels = PLENTY;
    now = now.plus(Duration.ofMinutes(4));
    manager.run();
    assertTrue(pressure.memory());
    assertEquals("Evicted", admission.admit(pod("a", 0, "{}")).reason());
    assertEquals(
        "The node had condition: [MemoryPressure]. ", admission.admit(pod("a", 0, "{}")).message());
    assertNull(admission.admit(pod("asked", 0, "{requests: {memory: 1Mi}}")));
    assertNull(admission.admit(pod("critical", 2_000_000_000, "{}")));
    now = now.plus(Duration.ofMinutes(2));
    manager.run();
    assertFalse(pressure.memory());
    assertNull(admission.admit(pod("a", 0, "{}")));
  }

  @Test
  void diskIsFreedBeforePodsHaveToGo() {
    use("a", 0, 500, "{}");
    levels = new NodeLevels(1000 * MI, 4000 * MI, 120, 1000);
    afterFreeing = PLENTY;
    manager.run();
    assertEquals(List.of(), evicted);
    assertTrue(pressure.disk());
    assertEquals("Evicted", admission.admit(pod("b", 0, "{requests: {memory: 1Mi}}")).reason());
    levels = new NodeLevels(1000 * MI, 4000 * MI, 90, 1000);
    afterFreeing = null;
    manager.run();
    assertEquals(List.of("a"), evicted);
    assertTrue(message.startsWith("The node was low on resource: ephemeral-storage. "), message);
  }

  private void use(String name, int priority, long mebibytes, String resources) {
    usage.add(
        new PodUsage(
            pod(name, priority, resources),
            List.of(
                ContainerStats.newBuilder()
                    .setAttributes(
                        ContainerAttributes.newBuilder()
                            .setMetadata(ContainerMetadata.newBuilder().setName("main")))
                    .setMemory(MemoryUsage.newBuilder().setWorkingSetBytes(value(mebibytes * MI)))
                    .setWritableLayer(FilesystemUsage.newBuilder().setUsedBytes(value(4096)))
                    .build())));
  }

  private static UInt64Value value(long value) {
    return UInt64Value.newBuilder().setValue(value).build();
  }

  private static Pod pod(String name, int priority, String resources) {
    return Yaml.pod(
        """
        metadata: {name: %s, namespace: default, uid: %s}
        spec: {priority: %d, containers: [{name: main, image: i, resources: %s}]}
        """
            .formatted(name, name, priority, resources));
  }
}
