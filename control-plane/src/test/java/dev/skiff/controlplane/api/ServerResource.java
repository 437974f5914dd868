package dev.skiff.controlplane.api;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A data directory and a port for one server under test; controllers stay off. */
public final class ServerResource implements QuarkusTestResourceLifecycleManager {
  private Path directory;

  @Override
  public Map<String, String> start() {
    try (ServerSocket free = new ServerSocket(0)) {
      directory = Files.createTempDirectory("skiff-api");
      String port = Integer.toString(free.getLocalPort());
      return Map.of(
          "skiff.data-dir",
          directory.toString(),
          "skiff.port",
          port,
          "quarkus.http.test-ssl-port",
          port,
          "skiff.controllers",
          "false",
          "skiff.scheduler",
          "false");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
