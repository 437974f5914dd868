package dev.skiff.agent.containerd;

import dev.skiff.agent.AgentConfig;
import dev.skiff.agent.api.Backoff;
import dev.skiff.agent.cri.ProcessExits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The agent's own containerd. It runs in a session of its own, so that neither it nor a container
 * ends with the agent; an agent that starts again adopts it. When it dies it is started again, and
 * finds its containers through their shims.
 */
public final class Containerd {

  private static final Logger LOG = Logger.getLogger(Containerd.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final long LISTENING_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final AgentConfig config;
  private final ContainerdPaths paths;
  private final ProcessExits exits;
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
  private volatile boolean released;

  public Containerd(AgentConfig config, ProcessExits exits) {
    this.config = config;
    this.exits = exits;
    this.paths =
        new ContainerdPaths(config.dataDir().toAbsolutePath().normalize().resolve("containerd"));
  }

  /** The endpoint for CRI clients. */
  public String endpoint() {
    return "unix://" + paths.socket();
  }

  /** Where it logs. */
  public Path log() {
    return paths.log();
  }

  /** Adopts the running containerd or starts one; returns when its socket answers. */
  public void start() throws IOException, InterruptedException {
    Files.createDirectories(paths.home());
    ContainerdConfig.write(paths, config);
    Optional<ProcessHandle> running = running();
    if (running.isPresent()) {
      LOG.infof("adopted containerd, process %d", running.get().pid());
      supervise(running.get().pid());
    } else {
      launch();
    }
    awaitSocket();
  }

  /** No longer restarts containerd; it runs on. */
  public void release() {
    released = true;
  }

  private Optional<ProcessHandle> running() throws IOException {
    if (!Files.exists(paths.pidFile())) {
      return Optional.empty();
    }
    String text = Files.readString(paths.pidFile()).strip();
    if (!text.matches("\\d{1,9}")) {
      return Optional.empty();
    }
    // The process id may belong to somebody else by now.
    return ProcessHandle.of(Long.parseLong(text)).filter(this::isOurs);
  }

  private boolean isOurs(ProcessHandle process) {
    try {
      String commandLine = Files.readString(Path.of("/proc", "" + process.pid(), "cmdline"));
      return List.of(commandLine.split("\0")).contains(paths.config().toString());
    } catch (IOException e) {
      return false;
    }
  }

  private void launch() throws IOException {
    Files.deleteIfExists(paths.socket());
    Process process =
        new ProcessBuilder("setsid", "containerd", "--config", paths.config().toString())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(paths.log().toFile()))
            .start();
    Files.writeString(paths.pidFile(), process.pid() + "\n");
    LOG.infof("started containerd, process %d, log %s", process.pid(), paths.log());
    supervise(process.pid());
  }

  private void supervise(long pid) {
    long startedAt = System.nanoTime();
    Runnable ended = () -> Thread.ofVirtual().name("containerd").start(() -> restart(startedAt));
    if (!exits.watch((int) pid, ended)) {
      ended.run();
    }
  }

  private void restart(long startedAt) {
    if (System.nanoTime() - startedAt > TimeUnit.MINUTES.toNanos(1)) {
      backoff.reset();
    }
    try {
      while (!released) {
        LOG.warnf("containerd has ended, starting it again; its log: %s", paths.log());
        Thread.sleep(backoff.next());
        try {
          launch();
          return;
        } catch (IOException | UncheckedIOException e) {
          LOG.errorf("containerd cannot be started: %s", e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      // the agent stops
    }
  }

  /**
   * containerd makes its socket anew at each start: waits for that. Between making the file and
   * listening on it is a moment of which no event tells, so there the question is repeated.
   */
  private void awaitSocket() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    try (WatchService watch = paths.home().getFileSystem().newWatchService()) {
      paths.home().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      while (!answers()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new IOException(
              "containerd made no socket within %d s; its log: %s"
                  .formatted(START_LIMIT.toSeconds(), paths.log()));
        }
        long patience = Files.exists(paths.socket()) ? LISTENING_NANOS : left;
        WatchKey key = watch.poll(Math.min(left, patience), TimeUnit.NANOSECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
      }
    }
  }

  private boolean answers() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(paths.socket()));
    } catch (IOException e) {
      return false;
    }
  }
}
