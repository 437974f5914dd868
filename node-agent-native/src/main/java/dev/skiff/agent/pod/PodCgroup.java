package dev.skiff.agent.pod;

import dev.skiff.agent.container.LinuxResources;
import dev.skiff.agent.container.PodResources;
import dev.skiff.agent.container.QosClass;
import dev.skiff.iptables.cgroup.Cgroups;
import dev.skiff.iptables.cgroup.Limits;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The control group that holds all containers of a pod. */
final class PodCgroup {

  private static final Logger LOG = Logger.getLogger(PodCgroup.class);
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final String ROOT_GROUP = "kubepods";
  private static final String BEST_EFFORT = ROOT_GROUP + "/besteffort";

  private PodCgroup() {}

  /** Its path in every hierarchy. */
  static String path(Pod pod) {
    return "/" + name(pod);
  }

  /** Its path from the root. */
  static String name(Pod pod) {
    return name(QosClass.of(pod), pod.getMetadata().getUid());
  }

  private static String name(QosClass qos, String uid) {
    String name = "pod" + uid;
    return switch (qos) {
      case GUARANTEED -> ROOT_GROUP + "/" + name;
      case BURSTABLE -> ROOT_GROUP + "/burstable/" + name;
      case BEST_EFFORT -> BEST_EFFORT + "/" + name;
    };
  }

  /** Where it may be, if no more than the uid is known of the pod. */
  private static Stream<String> names(String uid) {
    return Stream.of(QosClass.values()).map(qos -> name(qos, uid));
  }

  /** Makes it with its limits; pods that ask for nothing share the smallest weight. */
  static void create(Pod pod, Cgroups cgroups) throws IOException {
    cgroups.create(name(pod));
    if (QosClass.of(pod) == QosClass.BEST_EFFORT) {
      cgroups.limit(BEST_EFFORT, limits(pod));
    }
    cgroups.limit(name(pod), limits(pod));
  }

  /**
   * What all containers of the pod may use together: a hard limit only where each of them has one.
   */
  static Limits limits(Pod pod) {
    Map<String, BigDecimal> requests = PodResources.requests(pod);
    Map<String, BigDecimal> limits = PodResources.limits(pod);
    BigDecimal cpuLimit = limits.get("cpu");
    BigDecimal cpu = requests.getOrDefault("cpu", cpuLimit);
    BigDecimal memoryLimit = limits.get("memory");
    return new Limits(
        LinuxResources.shares(cpu == null ? null : new Quantity(cpu.toPlainString())),
        cpuLimit != null && PodResources.limited(pod, "cpu")
            ? LinuxResources.quota(new Quantity(cpuLimit.toPlainString()))
            : 0,
        memoryLimit != null && PodResources.limited(pod, "memory")
            ? memoryLimit.setScale(0, RoundingMode.CEILING).longValue()
            : 0,
        0);
  }

  /**
   * Removes it, in the unified hierarchy or in all of version 1, after its processes have ended.
   */
  static void remove(String uid) {
    try (Stream<Path> hierarchies = Files.list(ROOT)) {
      Stream.concat(Stream.of(ROOT), hierarchies.filter(Files::isDirectory))
          .flatMap(hierarchy -> names(uid).map(hierarchy::resolve))
          .filter(Files::isDirectory)
          .toList()
          .forEach(PodCgroup::removeTree);
    } catch (IOException e) {
      LOG.debugf(e, "cannot list %s", ROOT);
    }
  }

  private static void removeTree(Path group) {
    List<Path> directories;
    try (Stream<Path> tree = Files.walk(group)) {
      directories = tree.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
    } catch (IOException | UncheckedIOException e) {
      // Somebody else, such as the OCI runtime, removes it at the same time.
      return;
    }
    for (Path directory : directories) {
      try {
        Files.deleteIfExists(directory);
      } catch (DirectoryNotEmptyException e) {
        return;
      } catch (IOException e) {
        LOG.debugf("cannot remove the control group %s: %s", directory, e.getMessage());
        return;
      }
    }
  }
}
