package dev.skiff.agent.volume;

import dev.skiff.agent.container.ConfigException;
import dev.skiff.agent.container.Expansion;
import dev.skiff.agent.container.NodeSettings;
import dev.skiff.agent.cri.v1.Mount;
import dev.skiff.agent.cri.v1.MountPropagation;
import dev.skiff.iptables.mount.Mounts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The mounts of a container that come from its pod's volumes. */
public final class ContainerMounts {

  private ContainerMounts() {}

  /**
   * The mounts in the order of the spec.
   *
   * @param volumes host paths, from {@link PodVolumes#setUp}
   * @param environment variables for subPathExpr
   */
  public static List<Mount> of(
      Pod pod,
      Container container,
      Map<String, Path> volumes,
      Map<String, String> environment,
      NodeSettings node,
      Mounts mounts)
      throws ConfigException {
    List<Mount> result = new ArrayList<>();
    List<VolumeMount> wanted = container.getVolumeMounts();
    for (int i = 0; wanted != null && i < wanted.size(); i++) {
      VolumeMount mount = wanted.get(i);
      Path source = volumes.get(mount.getName());
      if (source == null) {
        throw ConfigException.config(
            "cannot find volume \"%s\" to mount into container \"%s\""
                .formatted(mount.getName(), container.getName()));
      }
      String subPath = subPath(mount, environment);
      if (!subPath.isEmpty()) {
        Path target =
            node.podDir(pod.getMetadata().getUid())
                .resolve("volume-subpaths")
                .resolve(mount.getName())
                .resolve(container.getName())
                .resolve(String.valueOf(i));
        source = SubPaths.bind(source, subPath, target, mounts);
      }
      result.add(
          Mount.newBuilder()
              .setContainerPath(absolute(mount.getMountPath()))
              .setHostPath(source.toString())
              .setReadonly(readOnly(pod, mount))
              .setPropagation(propagation(mount.getMountPropagation()))
              .build());
    }
    return result;
  }

  private static String subPath(VolumeMount mount, Map<String, String> environment)
      throws ConfigException {
    if (mount.getSubPathExpr() == null || mount.getSubPathExpr().isEmpty()) {
      return mount.getSubPath() == null ? "" : mount.getSubPath();
    }
    List<String> missing = new ArrayList<>();
    String expanded =
        Expansion.expand(
            mount.getSubPathExpr(),
            name -> {
              String value = environment.get(name);
              if (value == null) {
                missing.add(name);
              }
              return value;
            });
    if (!missing.isEmpty()) {
      throw ConfigException.config("missing value for " + missing);
    }
    return expanded;
  }

  /** What the agent keeps up to date is for no container to write: its links lead the agent. */
  private static boolean readOnly(Pod pod, VolumeMount mount) {
    return Boolean.TRUE.equals(mount.getReadOnly())
        || pod.getSpec().getVolumes().stream()
            .filter(volume -> volume.getName().equals(mount.getName()))
            .anyMatch(FileVolumes::handles);
  }

  private static String absolute(String path) {
    return path.startsWith("/") ? path : "/" + path;
  }

  private static MountPropagation propagation(String mode) {
    return switch (mode == null ? "None" : mode) {
      case "HostToContainer" -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
      case "Bidirectional" -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
      default -> MountPropagation.PROPAGATION_PRIVATE;
    };
  }
}
