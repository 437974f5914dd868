package dev.skiff.agent.housekeeping;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.agent.cri.FakeRuntime;
import dev.skiff.agent.cri.v1.ContainerConfig;
import dev.skiff.agent.cri.v1.ContainerMetadata;
import dev.skiff.agent.cri.v1.Image;
import dev.skiff.agent.cri.v1.ImageSpec;
import dev.skiff.agent.cri.v1.PodSandboxConfig;
import dev.skiff.agent.stats.DiskUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageCollectorTest {

  private final FakeRuntime runtime = new FakeRuntime();
  private final List<String> failures = new ArrayList<>();
  private Instant now = Instant.parse("2006-01-02T15:04:05Z");
  private DiskUsage disk = new DiskUsage(1000, 500, 500);
  private ImageCollector collector;

  @BeforeEach
  void start() {
    for (String name : List.of("used", "kept", "old", "older", "oldest")) {
      runtime.images.put(
          name, Image.newBuilder().setId(name).addRepoTags(name + ":1").setSize(60).build());
    }
    use("used");
    collector =
        new ImageCollector(
            runtime,
            runtime,
            () -> disk,
            image -> image.getId().equals("kept"),
            failures::add,
            () -> now);
  }

  private void use(String name) {
    PodSandboxConfig sandbox = PodSandboxConfig.getDefaultInstance();
    runtime.createContainer(
        runtime.runPodSandbox(sandbox, ""),
        ContainerConfig.newBuilder()
            .setMetadata(ContainerMetadata.newBuilder().setName(name))
            .setImage(ImageSpec.newBuilder().setImage(name))
            .build(),
        sandbox);
  }

  @Test
  void thereIsRoom() {
    collector.run();
    now = now.plus(Duration.ofDays(1));
    collector.run();
    assertEquals(5, runtime.images.size());
  }

  @Test
  void theLongestUnusedGoFirstUntilThereIsRoom() {
    use("old");
    collector.run();
    runtime.listContainers(Map.of()).stream()
        .filter(c -> c.getMetadata().getName().equals("old"))
        .forEach(c -> runtime.removeContainer(c.getId()));
    now = now.plus(Duration.ofMinutes(5));
    disk = new DiskUsage(1000, 100, 100);
    collector.run();
    assertEquals(Set.of("used", "kept", "old"), runtime.images.keySet());
    assertEquals(List.of(), failures);
  }

  @Test
  void whatHasJustComeStays() {
    disk = new DiskUsage(1000, 100, 100);
    collector.run();
    assertEquals(5, runtime.images.size());
    assertEquals(
        List.of(
            "Failed to garbage collect required amount of images. Attempted to free 100 bytes, "
                + "but only found 0 bytes eligible to free."),
        failures);
  }
}
