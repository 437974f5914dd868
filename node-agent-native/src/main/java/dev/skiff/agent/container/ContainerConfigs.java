package dev.skiff.agent.container;

import dev.skiff.agent.cri.CriLabels;
import dev.skiff.agent.cri.v1.ContainerConfig;
import dev.skiff.agent.cri.v1.ContainerMetadata;
import dev.skiff.agent.cri.v1.Image;
import dev.skiff.agent.cri.v1.ImageSpec;
import dev.skiff.agent.cri.v1.KeyValue;
import dev.skiff.agent.cri.v1.LinuxContainerConfig;
import dev.skiff.agent.cri.v1.Mount;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;

/** Puts together what the runtime is told about a container. */
public final class ContainerConfigs {

  private ContainerConfigs() {}

  /**
   * What a container needs beside its spec.
   *
   * @param image as the runtime has it
   * @param targetId the container whose processes an ephemeral container sees, or null
   */
  public record Parts(
      int restartCount,
      Image image,
      Map<String, String> environment,
      List<Mount> mounts,
      String targetId) {}

  /** The runtime's configuration of a container. */
  public static ContainerConfig of(Pod pod, Container container, Parts parts, NodeSettings node)
      throws ConfigException {
    ContainerConfig.Builder config =
        ContainerConfig.newBuilder()
            .setMetadata(
                ContainerMetadata.newBuilder()
                    .setName(container.getName())
                    .setAttempt(parts.restartCount()))
            .setImage(
                ImageSpec.newBuilder()
                    .setImage(parts.image().getId())
                    .setUserSpecifiedImage(container.getImage()))
            .setLogPath(container.getName() + "/" + parts.restartCount() + ".log")
            .setStdin(Boolean.TRUE.equals(container.getStdin()))
            .setStdinOnce(Boolean.TRUE.equals(container.getStdinOnce()))
            .setTty(Boolean.TRUE.equals(container.getTty()))
            .addAllMounts(parts.mounts())
            .putAllLabels(labels(pod, container))
            .putAllAnnotations(annotations(pod, container, parts.restartCount()))
            .setLinux(
                LinuxContainerConfig.newBuilder()
                    .setResources(LinuxResources.of(pod, container, node.memoryBytes()))
                    .setSecurityContext(
                        SecurityContexts.container(
                            pod,
                            container,
                            user(parts.image()),
                            parts.targetId(),
                            node.dataDir().resolve("seccomp"))));
    if (container.getWorkingDir() != null) {
      config.setWorkingDir(container.getWorkingDir());
    }
    for (String part : nonNull(container.getCommand())) {
      config.addCommand(Expansion.expand(part, parts.environment()::get));
    }
    for (String part : nonNull(container.getArgs())) {
      config.addArgs(Expansion.expand(part, parts.environment()::get));
    }
    parts
        .environment()
        .forEach((key, value) -> config.addEnvs(KeyValue.newBuilder().setKey(key).setValue(value)));
    return config.build();
  }

  /**
   * A fingerprint of what cannot be changed without a new container: its name and image (FNV-1a, in
   * hexadecimal digits).
   */
  public static String hash(Container container) {
    int hash = 0x811c9dc5;
    for (byte b : (container.getName() + '\0' + container.getImage()).getBytes()) {
      hash = (hash ^ (b & 0xff)) * 0x01000193;
    }
    return Integer.toHexString(hash);
  }

  /** The file in a container that its last message is read from. */
  public static String terminationMessagePath(Container container) {
    String path = container.getTerminationMessagePath();
    return path == null || path.isEmpty() ? "/dev/termination-log" : path;
  }

  private static Map<String, String> labels(Pod pod, Container container) {
    return Map.of(
        CriLabels.POD_NAME, pod.getMetadata().getName(),
        CriLabels.POD_NAMESPACE, pod.getMetadata().getNamespace(),
        CriLabels.POD_UID, pod.getMetadata().getUid(),
        CriLabels.CONTAINER_NAME, container.getName());
  }

  private static Map<String, String> annotations(Pod pod, Container container, int restartCount) {
    String policy = container.getTerminationMessagePolicy();
    Long grace = pod.getSpec().getTerminationGracePeriodSeconds();
    return Map.of(
        CriLabels.CONTAINER_HASH, hash(container),
        CriLabels.RESTART_COUNT, String.valueOf(restartCount),
        CriLabels.TERMINATION_MESSAGE_PATH, terminationMessagePath(container),
        CriLabels.TERMINATION_MESSAGE_POLICY, policy == null ? "File" : policy,
        CriLabels.POD_TERMINATION_GRACE_PERIOD, String.valueOf(grace == null ? 30 : grace));
  }

  private static SecurityContexts.ImageUser user(Image image) {
    if (image.hasUid()) {
      return new SecurityContexts.ImageUser(image.getUid().getValue(), null);
    }
    // The runtime names nobody: the image runs as root.
    return image.getUsername().isEmpty()
        ? new SecurityContexts.ImageUser(0L, null)
        : new SecurityContexts.ImageUser(null, image.getUsername());
  }

  private static List<String> nonNull(List<String> list) {
    return list == null ? List.of() : list;
  }
}
