package dev.skiff.clients.server;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Skiff's control plane as its users have it: the packaged program in a process of its own, with
 * TLS, authentication and all controllers, on a free port of the loopback address and in a data
 * directory that goes when it is closed. Nothing of it is on the class path of the clients.
 */
public final class ControlPlane implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private final Path directory;
  private final int port;
  private final Thread killer = new Thread(this::kill);
  private Process process;

  private ControlPlane(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /** Starts one with no data, and returns when it is ready. */
  public static ControlPlane start() throws IOException, InterruptedException {
    var controlPlane = new ControlPlane(Files.createTempDirectory("skiff-clients"), freePort());
    Runtime.getRuntime().addShutdownHook(controlPlane.killer);
    controlPlane.launch();
    return controlPlane;
  }

  /** Kills the process, as a power cut would, and starts it again on the same data. */
  public void restart() throws IOException, InterruptedException {
    kill();
    launch();
  }

  /** The administrator's kubeconfig, with the certificates in it. */
  public Path kubeconfig() {
    return directory.resolve("admin.kubeconfig");
  }

  /** A client of the administrator's; the caller closes it. */
  public KubernetesClient client() {
    return client("default");
  }

  /** A client of the administrator's that works in a namespace; the caller closes it. */
  public KubernetesClient client(String namespace) {
    var config = Config.fromKubeconfig(kubeconfig().toFile());
    config.setNamespace(namespace);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  @Override
  public void close() throws IOException {
    kill();
    Runtime.getRuntime().removeShutdownHook(killer);
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(ControlPlane::delete);
    }
  }

  private void launch() throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            // it is killed, and then deletes nothing itself
            "-Djava.io.tmpdir=" + directory,
            "-jar",
            program().toString());
    var environment = builder.environment();
    environment.put("SKIFF_DATA_DIR", directory.toString());
    environment.put("SKIFF_BIND_ADDRESS", "127.0.0.1");
    environment.put("SKIFF_PORT", Integer.toString(port));
    process = builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
    awaitReady();
  }

  private static Path program() throws IOException {
    var target = Path.of(System.getProperty("skiff.control-plane"));
    try (var files = Files.newDirectoryStream(target, "*-runner.jar")) {
      for (var file : files) {
        return file;
      }
    }
    throw new IllegalStateException(
        "no *-runner.jar in " + target + ": mvn -pl control-plane -am package -DskipTests");
  }

  private void awaitReady() throws IOException, InterruptedException {
    var deadline = Instant.now().plus(START_LIMIT);
    await(deadline, () -> Files.exists(kubeconfig()));
    var config = Config.fromKubeconfig(kubeconfig().toFile());
    config.setRequestRetryBackoffLimit(0);
    try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
      await(deadline, () -> ready(client));
    }
  }

  private void await(Instant deadline, BooleanSupplier condition)
      throws IOException, InterruptedException {
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() || Instant.now().isAfter(deadline)) {
        kill();
        throw new IllegalStateException(
            "the control plane did not start:\n" + Files.readString(log()));
      }
      Thread.sleep(50);
    }
  }

  private static boolean ready(KubernetesClient client) {
    try {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException notYet) {
      return false;
    }
  }

  private void kill() {
    if (process == null) {
      return;
    }
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Path log() {
    return directory.resolve("control-plane.log");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
