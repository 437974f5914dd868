package dev.skiff.agent;

import dev.skiff.agent.admission.NodeAdmission;
import dev.skiff.agent.container.LinuxResources;
import dev.skiff.agent.container.NodeSettings;
import dev.skiff.agent.containerd.ImageImporter;
import dev.skiff.agent.cri.v1.Image;
import dev.skiff.agent.eviction.EvictionManager;
import dev.skiff.agent.eviction.NodeLevels;
import dev.skiff.agent.housekeeping.Housekeeping;
import dev.skiff.agent.housekeeping.ImageCollector;
import dev.skiff.agent.housekeeping.LogRotation;
import dev.skiff.agent.housekeeping.OpenLog;
import dev.skiff.agent.image.ImageName;
import dev.skiff.agent.node.NodeIdentity;
import dev.skiff.agent.node.NodePressure;
import dev.skiff.agent.pod.EventRecorder;
import dev.skiff.agent.pod.PodManager;
import dev.skiff.agent.stats.DiskUsage;
import dev.skiff.agent.stats.PodFiles;
import dev.skiff.agent.stats.PodUsage;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Puts together what keeps the node's disk and memory in order. */
final class HouseParts {

  /** As often as upstream looks. */
  private static final Duration LOG_PERIOD = Duration.ofSeconds(10);

  private static final Duration EVICTION_PERIOD = Duration.ofSeconds(10);
  private static final Duration IMAGE_PERIOD = Duration.ofMinutes(5);

  private HouseParts() {}

  static void start(
      Housekeeping housekeeping,
      AgentConfig config,
      NodeSettings settings,
      NodeIdentity identity,
      LocalRuntime runtime,
      EventRecorder events,
      PodManager pods,
      NodeAdmission admission,
      NodePressure pressure)
      throws IOException {
    LogRotation logs =
        new LogRotation(
            runtime.cri().runtime(),
            PodParts.LOG_DIRECTORY,
            LinuxResources.bytes(Quantity.parse(config.containerLogMaxSize())),
            config.containerLogMaxFiles(),
            InstantSource.system());
    housekeeping.every(LOG_PERIOD, logs::run);
    Set<String> kept = new HashSet<>(ImageImporter.names(LocalRuntime.imported(config)));
    kept.add(ImageName.parse(config.sandboxImage()).canonical());
    ImageCollector images =
        new ImageCollector(
            runtime.cri().runtime(),
            runtime.cri().images(),
            () -> DiskUsage.read(config.dataDir()),
            image -> names(image).anyMatch(kept::contains),
            message ->
                events.event(
                    reference(identity), EventRecorder.WARNING, "FreeDiskSpaceFailed", message),
            InstantSource.system());
    housekeeping.every(IMAGE_PERIOD, images::run);
    runtime.log().ifPresent(log -> housekeeping.every(IMAGE_PERIOD, new OpenLog(log)::run));
    EvictionManager eviction =
        new EvictionManager(
            () -> NodeLevels.read(config.dataDir()),
            () -> PodUsage.read(runtime.cri().runtime(), pods.pods()),
            pod -> PodFiles.bytes(pod, settings),
            images::removeUnused,
            pods::evict,
            admission,
            pressure,
            config.evictionPressureTransitionPeriod(),
            InstantSource.system());
    housekeeping.every(EVICTION_PERIOD, eviction::run);
  }

  private static Stream<String> names(Image image) {
    return Stream.concat(image.getRepoTagsList().stream(), image.getRepoDigestsList().stream());
  }

  private static ObjectReference reference(NodeIdentity identity) {
    ObjectReference node = new ObjectReference();
    node.setApiVersion("v1");
    node.setKind("Node");
    node.setName(identity.name());
    node.setUid(identity.name());
    return node;
  }
}
