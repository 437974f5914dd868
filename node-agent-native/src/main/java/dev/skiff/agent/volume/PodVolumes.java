package dev.skiff.agent.volume;

import dev.skiff.agent.container.LinuxResources;
import dev.skiff.agent.container.NodeSettings;
import dev.skiff.iptables.libc.KernelException;
import dev.skiff.iptables.mount.MountFlag;
import dev.skiff.iptables.mount.Mounts;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The volumes of one pod on this node: set up before its containers, kept up to date while they
 * run, torn down after them. Used by the pod's worker alone.
 */
public final class PodVolumes {

  private final Path directory;
  private final NodeSettings node;
  private final ConfigSource source;
  private final Mounts mounts;
  private final Tokens tokens;
  private final Subscriptions subscriptions;
  private final Map<String, Map<String, FileContent>> written = new HashMap<>();

  /**
   * Volumes of a pod.
   *
   * @param changed called after a change of a ConfigMap or Secret that a volume shows
   */
  public PodVolumes(
      String podUid,
      NodeSettings node,
      ConfigSource source,
      TokenSource tokenSource,
      Mounts mounts,
      InstantSource clock,
      Runnable changed) {
    this.directory = node.podDir(podUid);
    this.node = node;
    this.source = source;
    this.mounts = mounts;
    this.tokens = new Tokens(tokenSource, clock);
    this.subscriptions = new Subscriptions(source, changed);
  }

  /**
   * Makes all volumes, or brings those that are there up to date.
   *
   * @return the host path of each volume
   * @throws VolumeException for the first volume that cannot be had
   */
  public Map<String, Path> setUp(Pod pod, List<String> podIps) throws VolumeException {
    Map<String, Path> paths = new LinkedHashMap<>();
    subscriptions.update(pod);
    List<Volume> volumes = pod.getSpec().getVolumes();
    if (volumes == null) {
      return paths;
    }
    FileVolumes renderer = new FileVolumes(pod, podIps, node, source, tokens);
    for (Volume volume : volumes) {
      try {
        paths.put(volume.getName(), setUp(pod, volume, renderer));
      } catch (VolumeException | IOException | KernelException e) {
        throw new VolumeException(
            "MountVolume.SetUp failed for volume \"%s\" : %s"
                .formatted(volume.getName(), e.getMessage()),
            e);
      }
    }
    return paths;
  }

  /** When {@link #setUp} has to be called again although nothing changed; null for never. */
  public Instant nextRenewal() {
    return tokens.nextRenewal();
  }

  /** Ends updates; what is set up stays as it is. */
  public void close() {
    subscriptions.close();
  }

  /** Unmounts and removes everything of the pod on this node; may be repeated. */
  public void tearDown() throws IOException {
    close();
    unmountBelow(directory, mounts);
    Trees.delete(directory);
    written.clear();
  }

  /** Where an emptyDir volume lies in its pod's directory. */
  public static Path emptyDir(Path podDirectory, String volume) {
    return podDirectory.resolve("volumes").resolve("kubernetes.io~empty-dir").resolve(volume);
  }

  /** Unmounts what is mounted below a directory, the deepest first. */
  public static void unmountBelow(Path directory, Mounts mounts) {
    mounts.list().stream()
        .map(m -> m.target())
        .filter(target -> target.startsWith(directory))
        .toList()
        .reversed()
        .forEach(target -> mounts.unmount(target, EnumSet.of(MountFlag.Unmount.DETACH)));
  }

  private Path setUp(Pod pod, Volume volume, FileVolumes renderer)
      throws VolumeException, IOException {
    if (volume.getHostPath() != null) {
      return HostPaths.resolve(volume.getHostPath());
    }
    Long group = fsGroup(pod);
    if (volume.getEmptyDir() != null) {
      return emptyDir(volume.getName(), volume.getEmptyDir(), group);
    }
    if (FileVolumes.handles(volume)) {
      Path path = path(kind(volume), volume.getName());
      Map<String, FileContent> files = renderer.render(volume);
      if (!files.equals(written.get(volume.getName()))) {
        if (volume.getConfigMap() == null) {
          memory(path, null);
        }
        new AtomicDirectory(path).write(files, group);
        written.put(volume.getName(), files);
      }
      return path;
    }
    throw new VolumeException("this kind of volume is not supported on this node");
  }

  private Path emptyDir(String name, EmptyDirVolumeSource emptyDir, Long group) throws IOException {
    Path path = emptyDir(directory, name);
    boolean memory = "Memory".equals(emptyDir.getMedium());
    if (Files.isDirectory(path) && (!memory || mounts.find(path).isPresent())) {
      return path;
    }
    if (memory) {
      var limit = emptyDir.getSizeLimit();
      memory(path, limit == null ? null : "size=" + LinuxResources.bytes(limit));
    } else {
      Files.createDirectories(path);
    }
    Ownership.setMode(path, 0777);
    if (group != null) {
      Ownership.setGroup(path, group, false);
    }
    return path;
  }

  /** What is secret or gone with the pod does not touch the disk. */
  private void memory(Path path, String options) throws IOException {
    Files.createDirectories(path);
    if (mounts.find(path).isEmpty()) {
      mounts.mount("tmpfs", path, "tmpfs", EnumSet.noneOf(MountFlag.class), options);
    }
  }

  private Path path(String plugin, String name) {
    return directory.resolve("volumes").resolve(plugin).resolve(name);
  }

  private static String kind(Volume volume) {
    if (volume.getConfigMap() != null) {
      return "kubernetes.io~configmap";
    }
    if (volume.getSecret() != null) {
      return "kubernetes.io~secret";
    }
    return volume.getDownwardAPI() != null
        ? "kubernetes.io~downward-api"
        : "kubernetes.io~projected";
  }

  private static Long fsGroup(Pod pod) {
    var context = pod.getSpec().getSecurityContext();
    return context == null ? null : context.getFsGroup();
  }
}
