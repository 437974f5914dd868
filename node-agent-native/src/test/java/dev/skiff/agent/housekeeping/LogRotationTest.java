package dev.skiff.agent.housekeeping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.agent.cri.FakeRuntime;
import dev.skiff.agent.cri.v1.ContainerConfig;
import dev.skiff.agent.cri.v1.ContainerMetadata;
import dev.skiff.agent.cri.v1.PodSandboxConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTest {

  private static final Instant START = Instant.parse("2006-01-02T15:04:00Z");

  @TempDir Path directory;

  private final FakeRuntime runtime = new FakeRuntime();
  private Path log;
  private int minute;

  @BeforeEach
  void start() throws IOException {
    Path pod = directory.resolve("default_pod_u1");
    log = pod.resolve("main/0.log");
    Files.createDirectories(log.getParent());
    PodSandboxConfig sandbox =
        PodSandboxConfig.newBuilder().setLogDirectory(pod.toString()).build();
    String sandboxId = runtime.runPodSandbox(sandbox, "");
    runtime.startContainer(
        runtime.createContainer(
            sandboxId,
            ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder().setName("main"))
                .setLogPath("main/0.log")
                .build(),
            sandbox));
  }

  @Test
  void aFewFilesStay() throws IOException {
    for (int i = 1; i <= 5; i++) {
      write("0123456789" + i);
    }
    assertEquals(
        List.of(
            "0.log",
            "0.log.20060102-150403.gz",
            "0.log.20060102-150404.gz",
            "0.log.20060102-150405"),
        names());
    assertEquals("01234567895", Files.readString(log.resolveSibling("0.log.20060102-150405")));
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(log.resolveSibling("0.log.20060102-150404.gz")))) {
      assertEquals("01234567894", new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    }
    assertEquals(5, runtime.calls.stream().filter(c -> c.startsWith("reopen")).count());
  }

  @Test
  void smallOnesAreLeftAlone() throws IOException {
    write("0123456789");
    assertEquals(List.of("0.log"), names());
  }

  @Test
  void aFileThatCannotBeCompressedDoesNotKeepTheLogGrowing() throws IOException {
    write("0123456789a");
    Files.createDirectory(log.resolveSibling(".0.log.20060102-150401.gz"));
    write("0123456789b");
    assertEquals(List.of("0.log", "0.log.20060102-150401", "0.log.20060102-150402"), names());
  }

  @Test
  void aRuntimeThatRefusesKeepsItsFile() throws IOException {
    runtime.reopenError = "no";
    write("0123456789a");
    assertTrue(runtime.calls.stream().anyMatch(c -> c.startsWith("reopen")));
    assertEquals("0123456789a", Files.readString(log));
    assertEquals(List.of("0.log"), names());
  }

  private void write(String text) throws IOException {
    Files.writeString(log, text);
    Instant now = START.plusSeconds(++minute);
    new LogRotation(runtime, directory, 10, 4, () -> now).run();
    if (!Files.exists(log)) {
      Files.createFile(log);
    }
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(log.getParent())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
