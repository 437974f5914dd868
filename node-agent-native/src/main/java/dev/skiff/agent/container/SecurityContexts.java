package dev.skiff.agent.container;

import dev.skiff.agent.cri.v1.Capability;
import dev.skiff.agent.cri.v1.Int64Value;
import dev.skiff.agent.cri.v1.LinuxContainerSecurityContext;
import dev.skiff.agent.cri.v1.LinuxSandboxSecurityContext;
import dev.skiff.agent.cri.v1.NamespaceMode;
import dev.skiff.agent.cri.v1.NamespaceOption;
import dev.skiff.agent.cri.v1.SELinuxOption;
import dev.skiff.agent.cri.v1.SecurityProfile;
import dev.skiff.agent.cri.v1.SecurityProfile.ProfileType;
import dev.skiff.agent.cri.v1.SupplementalGroupsPolicy;
import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Translates security contexts of pods and containers; a container's own setting wins. */
public final class SecurityContexts {

  private static final List<String> MASKED_PATHS =
      List.of(
          "/proc/acpi",
          "/proc/asound",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/sys/devices/virtual/powercap",
          "/sys/firmware");

  private static final List<String> READONLY_PATHS =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  private SecurityContexts() {}

  /** The namespaces that a pod shares with its node, or its containers with each other. */
  public static NamespaceOption namespaces(Pod pod) {
    var spec = pod.getSpec();
    boolean hostPid = Boolean.TRUE.equals(spec.getHostPID());
    boolean sharedPid = Boolean.TRUE.equals(spec.getShareProcessNamespace());
    return NamespaceOption.newBuilder()
        .setNetwork(mode(Boolean.TRUE.equals(spec.getHostNetwork())))
        .setIpc(mode(Boolean.TRUE.equals(spec.getHostIPC())))
        .setPid(
            hostPid ? NamespaceMode.NODE : sharedPid ? NamespaceMode.POD : NamespaceMode.CONTAINER)
        .build();
  }

  private static NamespaceMode mode(boolean host) {
    return host ? NamespaceMode.NODE : NamespaceMode.POD;
  }

  /** The context of a pod's sandbox. */
  public static LinuxSandboxSecurityContext sandbox(Pod pod, Path seccompRoot) {
    LinuxSandboxSecurityContext.Builder result =
        LinuxSandboxSecurityContext.newBuilder()
            .setNamespaceOptions(namespaces(pod))
            .setPrivileged(hasPrivilegedContainer(pod))
            .setSeccomp(SecurityProfile.newBuilder().setProfileType(ProfileType.RuntimeDefault));
    PodSecurityContext context = pod.getSpec().getSecurityContext();
    if (context != null) {
      if (context.getRunAsUser() != null) {
        result.setRunAsUser(value(context.getRunAsUser()));
      }
      if (context.getRunAsGroup() != null) {
        result.setRunAsGroup(value(context.getRunAsGroup()));
      }
      if (context.getSeLinuxOptions() != null) {
        result.setSelinuxOptions(selinux(context.getSeLinuxOptions()));
      }
      if (context.getSeccompProfile() != null) {
        result.setSeccomp(seccomp(context.getSeccompProfile(), seccompRoot));
      }
      result.addAllSupplementalGroups(groups(context));
      result.setSupplementalGroupsPolicy(groupsPolicy(context));
    }
    return result.build();
  }

  /**
   * The context of a container.
   *
   * @param targetId the container whose processes an ephemeral container sees, or null
   */
  public static LinuxContainerSecurityContext container(
      Pod pod, Container container, ImageUser imageUser, String targetId, Path seccompRoot)
      throws ConfigException {
    SecurityContext own =
        container.getSecurityContext() == null
            ? new SecurityContext()
            : container.getSecurityContext();
    PodSecurityContext shared =
        pod.getSpec().getSecurityContext() == null
            ? new PodSecurityContext()
            : pod.getSpec().getSecurityContext();
    Long user = first(own.getRunAsUser(), shared.getRunAsUser());
    Long group = first(own.getRunAsGroup(), shared.getRunAsGroup());
    if (Boolean.TRUE.equals(first(own.getRunAsNonRoot(), shared.getRunAsNonRoot()))) {
      checkNonRoot(pod, container, user, imageUser);
    }

    LinuxContainerSecurityContext.Builder result = LinuxContainerSecurityContext.newBuilder();
    NamespaceOption namespaces = namespaces(pod);
    result.setNamespaceOptions(
        targetId == null
            ? namespaces
            : namespaces.toBuilder().setPid(NamespaceMode.TARGET).setTargetId(targetId).build());
    result.setPrivileged(Boolean.TRUE.equals(own.getPrivileged()));
    result.setReadonlyRootfs(Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()));
    result.setNoNewPrivs(Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()));
    if (own.getCapabilities() != null) {
      Capability.Builder capabilities = Capability.newBuilder();
      if (own.getCapabilities().getAdd() != null) {
        capabilities.addAllAddCapabilities(own.getCapabilities().getAdd());
      }
      if (own.getCapabilities().getDrop() != null) {
        capabilities.addAllDropCapabilities(own.getCapabilities().getDrop());
      }
      result.setCapabilities(capabilities);
    }
    if (user != null) {
      result.setRunAsUser(value(user));
    } else if (imageUser.uid() != null) {
      result.setRunAsUser(value(imageUser.uid()));
    } else if (imageUser.name() != null) {
      result.setRunAsUsername(imageUser.name());
    }
    if (group != null) {
      result.setRunAsGroup(value(group));
    }
    SELinuxOptions selinux = first(own.getSeLinuxOptions(), shared.getSeLinuxOptions());
    if (selinux != null) {
      result.setSelinuxOptions(selinux(selinux));
    }
    SeccompProfile seccomp = first(own.getSeccompProfile(), shared.getSeccompProfile());
    result.setSeccomp(
        seccomp == null
            ? SecurityProfile.newBuilder().setProfileType(ProfileType.Unconfined).build()
            : seccomp(seccomp, seccompRoot));
    AppArmorProfile appArmor = first(own.getAppArmorProfile(), shared.getAppArmorProfile());
    if (appArmor != null) {
      result.setApparmor(appArmor(appArmor));
    }
    result.addAllSupplementalGroups(groups(shared));
    result.setSupplementalGroupsPolicy(groupsPolicy(shared));
    if (!"Unmasked".equals(own.getProcMount())) {
      result.addAllMaskedPaths(MASKED_PATHS);
      result.addAllReadonlyPaths(READONLY_PATHS);
    }
    return result.build();
  }

  /**
   * The user an image names.
   *
   * @param uid null when it names none, or one by name
   * @param name null when it names none, or one by number
   */
  public record ImageUser(Long uid, String name) {}

  private static void checkNonRoot(Pod pod, Container container, Long user, ImageUser image)
      throws ConfigException {
    String where =
        "(pod: \"%s\", container: %s)".formatted(PodContainers.format(pod), container.getName());
    if (user != null) {
      if (user == 0) {
        throw ConfigException.config("container's runAsUser breaks non-root policy " + where);
      }
      return;
    }
    if (image.uid() == null && image.name() != null) {
      throw ConfigException.config(
          "container has runAsNonRoot and image has non-numeric user (%s), cannot verify user is non-root %s"
              .formatted(image.name(), where));
    }
    if (image.uid() != null && image.uid() == 0) {
      throw ConfigException.config(
          "container has runAsNonRoot and image will run as root " + where);
    }
  }

  private static boolean hasPrivilegedContainer(Pod pod) {
    return PodContainers.all(pod).stream()
        .anyMatch(
            c ->
                c.getSecurityContext() != null
                    && Boolean.TRUE.equals(c.getSecurityContext().getPrivileged()));
  }

  private static List<Long> groups(PodSecurityContext context) {
    List<Long> groups = new ArrayList<>();
    if (context.getFsGroup() != null) {
      groups.add(context.getFsGroup());
    }
    if (context.getSupplementalGroups() != null) {
      groups.addAll(context.getSupplementalGroups());
    }
    return groups;
  }

  private static SupplementalGroupsPolicy groupsPolicy(PodSecurityContext context) {
    return "Strict".equals(context.getSupplementalGroupsPolicy())
        ? SupplementalGroupsPolicy.Strict
        : SupplementalGroupsPolicy.Merge;
  }

  private static SecurityProfile seccomp(SeccompProfile profile, Path root) {
    SecurityProfile.Builder result = SecurityProfile.newBuilder();
    return switch (profile.getType()) {
      case "RuntimeDefault" -> result.setProfileType(ProfileType.RuntimeDefault).build();
      case "Localhost" ->
          result
              .setProfileType(ProfileType.Localhost)
              .setLocalhostRef(root.resolve(profile.getLocalhostProfile()).toString())
              .build();
      default -> result.setProfileType(ProfileType.Unconfined).build();
    };
  }

  private static SecurityProfile appArmor(AppArmorProfile profile) {
    SecurityProfile.Builder result = SecurityProfile.newBuilder();
    return switch (profile.getType()) {
      case "RuntimeDefault" -> result.setProfileType(ProfileType.RuntimeDefault).build();
      case "Localhost" ->
          result
              .setProfileType(ProfileType.Localhost)
              .setLocalhostRef(profile.getLocalhostProfile())
              .build();
      default -> result.setProfileType(ProfileType.Unconfined).build();
    };
  }

  private static SELinuxOption selinux(SELinuxOptions options) {
    return SELinuxOption.newBuilder()
        .setUser(text(options.getUser()))
        .setRole(text(options.getRole()))
        .setType(text(options.getType()))
        .setLevel(text(options.getLevel()))
        .build();
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }

  private static Int64Value value(long value) {
    return Int64Value.newBuilder().setValue(value).build();
  }

  private static <T> T first(T own, T shared) {
    return own != null ? own : shared;
  }
}
