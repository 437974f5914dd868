package dev.skiff.agent.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.agent.container.NodeSettings;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodFilesTest {
  @TempDir Path directory;

  @Test
  void logsAndEmptyDirsOnTheDiskCount() throws IOException {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("web")
            .withUid("1")
            .endMetadata()
            .withNewSpec()
            .addNewVolume()
            .withName("data")
            .withNewEmptyDir()
            .endEmptyDir()
            .endVolume()
            .addNewVolume()
            .withName("memory")
            .withNewEmptyDir()
            .withMedium("Memory")
            .endEmptyDir()
            .endVolume()
            .endSpec()
            .build();
    NodeSettings node =
        new NodeSettings(
            "node",
            List.of("192.0.2.1"),
            directory.resolve("kubelet"),
            directory.resolve("logs"),
            directory.resolve("links"),
            "10.96.0.10",
            "cluster.local",
            directory.resolve("resolv.conf"),
            Map.of(),
            0);
    assertEquals(0, PodFiles.bytes(pod, node));
    Path volumes = directory.resolve("kubelet/pods/1/volumes/kubernetes.io~empty-dir");
    write(volumes.resolve("data/a/b"), 1000);
    write(volumes.resolve("data/c"), 100);
    Files.createSymbolicLink(volumes.resolve("data/link"), Path.of("/"));
    write(volumes.resolve("memory/d"), 50_000);
    write(directory.resolve("logs/default_web_1/main/0.log"), 10);
    write(directory.resolve("logs/default_other_2/main/0.log"), 50_000);
    assertEquals(1110, PodFiles.bytes(pod, node));
  }

  private static void write(Path file, int bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[bytes]);
  }
}
