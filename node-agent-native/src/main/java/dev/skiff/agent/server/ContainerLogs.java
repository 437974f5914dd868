package dev.skiff.agent.server;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** GET /containerLogs: what a container wrote, from the files that the runtime keeps. */
public final class ContainerLogs {

  private final PodLookup pods;
  private final Path directory;

  /**
   * @param directory {@code /var/log/pods}
   */
  public ContainerLogs(PodLookup pods, Path directory) {
    this.pods = pods;
    this.directory = directory;
  }

  void handle(HttpExchange exchange, String namespace, String podName, String container)
      throws IOException, InterruptedException {
    LogOptions options = LogOptions.of(exchange.request());
    Pod pod =
        pods.pod(namespace, podName)
            .orElseThrow(
                () -> new StatusError(404, "pod \"%s\" does not exist".formatted(podName)));
    Path folder =
        directory
            .resolve("%s_%s_%s".formatted(namespace, podName, pod.getMetadata().getUid()))
            .resolve(container);
    Path file = file(folder, options.previous(), podName, container);
    try (LogFile log = new LogFile(file)) {
      if (options.tailLines() >= 0) {
        log.seekToTail(options.tailLines());
      }
      try (OutputStream out = exchange.stream("text/plain")) {
        CriLogWriter writer = new CriLogWriter(options, out);
        if (options.follow() && !options.previous()) {
          follow(log, writer, pod, container, folder, exchange);
        } else {
          drain(log, writer);
        }
      }
    }
  }

  /** Files are named by the count of restarts before. */
  private static Path file(Path folder, boolean previous, String pod, String container)
      throws IOException {
    long newest = -1;
    try (Stream<Path> files = Files.list(folder)) {
      newest =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches("\\d{1,9}\\.log"))
              .mapToLong(name -> Long.parseLong(name.substring(0, name.length() - 4)))
              .max()
              .orElse(-1);
    } catch (NoSuchFileException e) {
      // nothing has been written yet
    }
    long wanted = previous ? newest - 1 : newest;
    Path file = folder.resolve(wanted + ".log");
    if (wanted >= 0 && Files.exists(file)) {
      return file;
    }
    throw new StatusError(
        400,
        previous
            ? "previous terminated container \"%s\" in pod \"%s\" not found"
                .formatted(container, pod)
            : "container \"%s\" in pod \"%s\" is waiting to start: ContainerCreating"
                .formatted(container, pod));
  }

  private static void drain(LogFile log, CriLogWriter writer) throws IOException {
    for (byte[] line = log.readLine(); line != null && !writer.isFull(); line = log.readLine()) {
      writer.write(line);
    }
  }

  /** Until the container has ended and all it wrote has been sent, or nobody reads it. */
  private void follow(
      LogFile log,
      CriLogWriter writer,
      Pod pod,
      String container,
      Path folder,
      HttpExchange exchange)
      throws IOException, InterruptedException {
    String id = containerId(pod, container);
    AtomicBoolean gone = new AtomicBoolean();
    Semaphore news = new Semaphore(0);
    exchange.whenClientGone(
        () -> {
          gone.set(true);
          news.release();
        });
    try (WatchService watch = folder.getFileSystem().newWatchService();
        PodLookup.Subscription changes = pods.onChange(pod, news::release)) {
      folder.register(
          watch, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
      Thread listener = Thread.ofVirtual().start(() -> listen(watch, news));
      try {
        while (!gone.get()) {
          boolean ended = hasEnded(pod, container, id);
          drain(log, writer);
          if (log.replaced()) {
            // The last of the old file may have come after it was read.
            drain(log, writer);
            log.reopen();
            drain(log, writer);
          }
          if (ended || writer.isFull()) {
            return;
          }
          news.acquire();
          news.drainPermits();
        }
      } finally {
        listener.interrupt();
      }
    }
  }

  private static void listen(WatchService watch, Semaphore news) {
    try {
      while (true) {
        WatchKey key = watch.take();
        key.pollEvents();
        key.reset();
        news.release();
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      // the reader has got all, or is gone
    }
  }

  private boolean hasEnded(Pod pod, String container, String id) {
    Optional<Pod> now = pods.pod(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    if (now.isEmpty() || !now.get().getMetadata().getUid().equals(pod.getMetadata().getUid())) {
      return true;
    }
    return status(now.get(), container)
        .map(
            status ->
                status.getState() != null && status.getState().getTerminated() != null
                    || id != null && !id.equals(status.getContainerID()))
        .orElse(false);
  }

  private static String containerId(Pod pod, String container) {
    return status(pod, container).map(ContainerStatus::getContainerID).orElse(null);
  }

  private static Optional<ContainerStatus> status(Pod pod, String container) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    return Stream.of(
            pod.getStatus().getInitContainerStatuses(),
            pod.getStatus().getContainerStatuses(),
            pod.getStatus().getEphemeralContainerStatuses())
        .flatMap(List::stream)
        .filter(status -> status.getName().equals(container))
        .findFirst();
  }
}
