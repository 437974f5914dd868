package dev.skiff.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.agent.container.NodeSettings;
import dev.skiff.agent.cri.FakeRuntime;
import dev.skiff.agent.cri.v1.ContainerState;
import dev.skiff.agent.cri.v1.ContainerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodCleanerTest {
  @TempDir Path directory;

  /** A container that crashes for months must not leave a link for each time. */
  @Test
  void ofAContainerThatRestartsTwoLogsAndTheirLinksStay() throws IOException {
    NodeSettings node = TestNode.settings(directory);
    Path logs = node.podLogDir("default", "web", "u1").resolve("main");
    Files.createDirectories(logs);
    Files.createDirectories(node.containerLogsDir());
    List<ContainerStatus> statuses = new ArrayList<>();
    for (int restart = 3; restart >= 0; restart--) {
      Path log = Files.createFile(logs.resolve(restart + ".log"));
      Files.createSymbolicLink(
          node.containerLogsDir().resolve("web_default_main-" + restart + ".log"), log);
      statuses.add(
          ContainerStatus.newBuilder()
              .setId("c" + restart)
              .setState(ContainerState.CONTAINER_EXITED)
              .setLogPath(log.toString())
              .build());
    }
    PodServices shared =
        new PodServices(
            node,
            new FakeRuntime(),
            "fake",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    new PodCleaner(shared)
        .pruneRestarts(new PodRuntime(List.of(), null, Map.of("main", statuses), Map.of()));
    assertEquals(List.of("2.log", "3.log"), names(logs));
    assertEquals(
        List.of("web_default_main-2.log", "web_default_main-3.log"),
        names(node.containerLogsDir()));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return new TreeSet<>(files.map(file -> file.getFileName().toString()).toList())
          .stream().toList();
    }
  }
}
