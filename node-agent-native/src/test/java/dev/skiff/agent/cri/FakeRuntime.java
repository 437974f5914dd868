package dev.skiff.agent.cri;

import com.google.protobuf.ByteString;
import dev.skiff.agent.cri.v1.*;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A runtime in memory. A container whose command is {@code exit N} ends with N as soon as it is
 * started; the others run until {@link #exit} or a stop. An image exists if it was added or can be
 * pulled.
 */
public final class FakeRuntime implements RuntimeService, ImageService, ProcessExits {

  private record Made(String sandboxId, ContainerConfig config, ContainerStatus status, int pid) {}

  private final Map<String, PodSandboxStatus> sandboxes = new LinkedHashMap<>();
  private final Map<String, Made> containers = new LinkedHashMap<>();
  private final Map<Integer, Runnable> watched = new HashMap<>();
  public final Map<String, Image> images = new HashMap<>();
  public final List<String> pullable = new CopyOnWriteArrayList<>();
  public final List<String> calls = new CopyOnWriteArrayList<>();
  public final Map<String, Integer> execExitCodes = new ConcurrentHashMap<>();
  public volatile String sandboxError;
  public volatile String updateError;

  /** Containers stop once this is down. */
  public volatile CountDownLatch stops = new CountDownLatch(0);

  /** The details of sandboxes are told once this is down. */
  public volatile CountDownLatch details = new CountDownLatch(0);

  public volatile String reopenError;

  /** What {@link #listContainerStats} tells a container to use of memory, in bytes. */
  public volatile long memoryUsage;

  private int next;
  private long clock = 1_700_000_000_000_000_000L;

  public synchronized void addImage(String name, long uid) {
    images.put(
        name,
        Image.newBuilder()
            .setId("sha256:" + name)
            .addRepoTags(name)
            .setUid(Int64Value.newBuilder().setValue(uid))
            .build());
  }

  /** Ends a running container by itself. */
  public void exit(String name, int code) {
    Runnable tell;
    synchronized (this) {
      Made made =
          containers.values().stream()
              .filter(m -> m.status.getMetadata().getName().equals(name))
              .filter(m -> m.status.getState() == ContainerState.CONTAINER_RUNNING)
              .findFirst()
              .orElseThrow();
      tell = end(made, code);
    }
    tell.run();
  }

  /** The configuration with which the newest container of this name was made. */
  public synchronized ContainerConfig config(String name) {
    return containers.values().stream()
        .map(Made::config)
        .filter(c -> c.getMetadata().getName().equals(name))
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  public synchronized int running() {
    return (int)
        containers.values().stream()
            .filter(m -> m.status.getState() == ContainerState.CONTAINER_RUNNING)
            .count();
  }

  private Runnable end(Made made, int code) {
    containers.put(
        made.status.getId(),
        new Made(
            made.sandboxId,
            made.config,
            made.status.toBuilder()
                .setState(ContainerState.CONTAINER_EXITED)
                .setExitCode(code)
                .setFinishedAt(now())
                .build(),
            made.pid));
    Runnable tell = watched.remove(made.pid);
    return tell == null ? () -> {} : tell;
  }

  /** Times are real, so that back-offs that start at them are too; each differs from the last. */
  private long now() {
    clock = Math.max(clock + 1, System.currentTimeMillis() * 1_000_000);
    return clock;
  }

  @Override
  public VersionResponse version() {
    return VersionResponse.newBuilder().setRuntimeName("fake").build();
  }

  @Override
  public RuntimeStatus status() {
    return RuntimeStatus.getDefaultInstance();
  }

  @Override
  public synchronized String runPodSandbox(PodSandboxConfig config, String runtimeHandler) {
    calls.add("sandbox " + config.getMetadata().getName());
    if (sandboxError != null) {
      throw new CriException(Status.Code.UNKNOWN, sandboxError, null);
    }
    String id = "sandbox" + ++next;
    sandboxes.put(
        id,
        PodSandboxStatus.newBuilder()
            .setId(id)
            .setMetadata(config.getMetadata())
            .setState(PodSandboxState.SANDBOX_READY)
            .setCreatedAt(now())
            .setNetwork(PodSandboxNetworkStatus.newBuilder().setIp("10.244.0." + next))
            .putAllLabels(config.getLabelsMap())
            .build());
    return id;
  }

  @Override
  public void stopPodSandbox(String id) {
    List<Runnable> tell = new ArrayList<>();
    synchronized (this) {
      sandboxes.computeIfPresent(
          id, (key, s) -> s.toBuilder().setState(PodSandboxState.SANDBOX_NOTREADY).build());
      for (Made made : List.copyOf(containers.values())) {
        if (made.sandboxId.equals(id)
            && made.status.getState() == ContainerState.CONTAINER_RUNNING) {
          tell.add(end(made, 137));
        }
      }
    }
    tell.forEach(Runnable::run);
  }

  @Override
  public synchronized void removePodSandbox(String id) {
    sandboxes.remove(id);
    containers.values().removeIf(m -> m.sandboxId.equals(id));
  }

  @Override
  public PodSandboxStatus podSandboxStatus(String id) {
    await(details);
    synchronized (this) {
      PodSandboxStatus status = sandboxes.get(id);
      if (status == null) {
        throw new CriException(Status.Code.NOT_FOUND, "no sandbox " + id, null);
      }
      return status;
    }
  }

  @Override
  public synchronized List<PodSandbox> listPodSandbox(Map<String, String> labels) {
    return sandboxes.values().stream()
        .filter(s -> s.getLabelsMap().entrySet().containsAll(labels.entrySet()))
        .map(
            s ->
                PodSandbox.newBuilder()
                    .setId(s.getId())
                    .setMetadata(s.getMetadata())
                    .setState(s.getState())
                    .setCreatedAt(s.getCreatedAt())
                    .putAllLabels(s.getLabelsMap())
                    .build())
        .toList();
  }

  @Override
  public synchronized String createContainer(
      String sandboxId, ContainerConfig config, PodSandboxConfig sandbox) {
    String id = "container" + ++next;
    containers.put(
        id,
        new Made(
            sandboxId,
            config,
            ContainerStatus.newBuilder()
                .setId(id)
                .setMetadata(config.getMetadata())
                .setState(ContainerState.CONTAINER_CREATED)
                .setCreatedAt(now())
                .setImage(config.getImage())
                .setImageRef(config.getImage().getImage())
                .putAllLabels(config.getLabelsMap())
                .putAllAnnotations(config.getAnnotationsMap())
                .addAllMounts(config.getMountsList())
                .setLogPath(sandbox.getLogDirectory() + "/" + config.getLogPath())
                .setResources(
                    ContainerResources.newBuilder().setLinux(config.getLinux().getResources()))
                .build(),
            next));
    return id;
  }

  @Override
  public synchronized void startContainer(String id) {
    Made made = containers.get(id);
    calls.add("start " + made.config.getMetadata().getName());
    Made running =
        new Made(
            made.sandboxId,
            made.config,
            made.status.toBuilder()
                .setState(ContainerState.CONTAINER_RUNNING)
                .setStartedAt(now())
                .build(),
            made.pid);
    containers.put(id, running);
    List<String> command = made.config.getCommandList();
    if (command.size() == 2 && command.get(0).equals("exit")) {
      end(running, Integer.parseInt(command.get(1)));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new CriException(Status.Code.CANCELLED, "interrupted", e);
    }
  }

  @Override
  public void stopContainer(String id, Duration grace) {
    await(stops);
    Runnable tell = () -> {};
    synchronized (this) {
      Made made = containers.get(id);
      if (made != null) {
        calls.add("stop " + made.config.getMetadata().getName() + " " + grace.toSeconds());
        if (made.status.getState() == ContainerState.CONTAINER_RUNNING) {
          tell = end(made, 143);
        }
      }
    }
    tell.run();
  }

  @Override
  public synchronized void removeContainer(String id) {
    containers.remove(id);
  }

  @Override
  public synchronized List<Container> listContainers(Map<String, String> labels) {
    return containers.values().stream()
        .filter(m -> m.status.getLabelsMap().entrySet().containsAll(labels.entrySet()))
        .map(
            m ->
                Container.newBuilder()
                    .setId(m.status.getId())
                    .setPodSandboxId(m.sandboxId)
                    .setMetadata(m.status.getMetadata())
                    .setState(m.status.getState())
                    .setCreatedAt(m.status.getCreatedAt())
                    .setImage(m.status.getImage())
                    .setImageRef(m.status.getImageRef())
                    .build())
        .toList();
  }

  @Override
  public synchronized ContainerStatus containerStatus(String id) {
    Made made = containers.get(id);
    if (made == null) {
      throw new CriException(Status.Code.NOT_FOUND, "no container " + id, null);
    }
    return made.status;
  }

  @Override
  public synchronized int containerPid(String id) {
    return containers.get(id).pid;
  }

  @Override
  public int podSandboxPid(String id) {
    return Integer.parseInt(id.substring("sandbox".length()));
  }

  @Override
  public synchronized boolean watch(int pid, Runnable exited) {
    watched.put(pid, exited);
    return true;
  }

  @Override
  public synchronized void updateContainerResources(String id, LinuxContainerResources resources) {
    Made made = containers.get(id);
    calls.add("update " + made.config.getMetadata().getName());
    if (updateError != null) {
      throw new CriException(Status.Code.UNKNOWN, updateError, null);
    }
    var status = made.status.toBuilder();
    // As the runtimes: what is 0, and so not there, stays as it is.
    status.getResourcesBuilder().getLinuxBuilder().mergeFrom(resources);
    containers.put(id, new Made(made.sandboxId, made.config, status.build(), made.pid));
  }

  @Override
  public void reopenContainerLog(String id) {
    calls.add("reopen " + id);
    if (reopenError != null) {
      throw new CriException(Status.Code.UNKNOWN, reopenError, null);
    }
  }

  @Override
  public ExecSyncResponse execSync(String id, List<String> command, Duration timeout) {
    String line = String.join(" ", command);
    calls.add("exec " + line);
    int code = execExitCodes.getOrDefault(line, 0);
    return ExecSyncResponse.newBuilder()
        .setExitCode(code)
        .setStdout(ByteString.copyFromUtf8(code == 0 ? "" : "not well"))
        .build();
  }

  @Override
  public String exec(ExecRequest request) {
    throw new UnsupportedOperationException("no streaming");
  }

  @Override
  public String attach(AttachRequest request) {
    throw new UnsupportedOperationException("no streaming");
  }

  @Override
  public String portForward(PortForwardRequest request) {
    throw new UnsupportedOperationException("no streaming");
  }

  @Override
  public synchronized List<ContainerStats> listContainerStats(Map<String, String> labels) {
    return containers.values().stream()
        .filter(m -> m.status.getState() == ContainerState.CONTAINER_RUNNING)
        .filter(m -> m.status.getLabelsMap().entrySet().containsAll(labels.entrySet()))
        .map(
            m ->
                ContainerStats.newBuilder()
                    .setAttributes(
                        ContainerAttributes.newBuilder()
                            .setId(m.status.getId())
                            .setMetadata(m.status.getMetadata())
                            .putAllLabels(m.status.getLabelsMap()))
                    .setCpu(
                        CpuUsage.newBuilder()
                            .setTimestamp(now())
                            .setUsageCoreNanoSeconds(value(1_500_000_000)))
                    .setMemory(
                        MemoryUsage.newBuilder()
                            .setTimestamp(now())
                            .setWorkingSetBytes(value(memoryUsage / 2))
                            .setUsageBytes(value(memoryUsage)))
                    .setWritableLayer(FilesystemUsage.newBuilder().setUsedBytes(value(4096)))
                    .build())
        .toList();
  }

  private static UInt64Value value(long value) {
    return UInt64Value.newBuilder().setValue(value).build();
  }

  @Override
  public synchronized List<Image> listImages() {
    return List.copyOf(images.values());
  }

  @Override
  public synchronized Image imageStatus(String image) {
    return images.get(image);
  }

  @Override
  public synchronized String pullImage(String image, AuthConfig auth, PodSandboxConfig sandbox) {
    calls.add("pull " + image + (auth == null ? "" : " as " + auth.getUsername()));
    if (!pullable.contains(image)) {
      throw new CriException(Status.Code.NOT_FOUND, "no such image", null);
    }
    addImage(image, 0);
    return image;
  }

  @Override
  public synchronized void removeImage(String image) {
    images.remove(image);
  }
}
