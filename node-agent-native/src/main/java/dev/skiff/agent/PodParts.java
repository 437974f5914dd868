package dev.skiff.agent;

import dev.skiff.agent.admission.NodeAdmission;
import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.cluster.ApiConfigSource;
import dev.skiff.agent.cluster.ApiPodStatusWriter;
import dev.skiff.agent.cluster.ApiTokenSource;
import dev.skiff.agent.container.LifecycleHooks;
import dev.skiff.agent.container.NodeSettings;
import dev.skiff.agent.cri.RuntimeService;
import dev.skiff.agent.image.ImageManager;
import dev.skiff.agent.node.Machine;
import dev.skiff.agent.node.NodeIdentity;
import dev.skiff.agent.pod.EventRecorder;
import dev.skiff.agent.pod.PodManager;
import dev.skiff.agent.pod.PodServices;
import dev.skiff.agent.pod.ServiceSource;
import dev.skiff.agent.probe.ProbeRunner;
import dev.skiff.agent.volume.ConfigSource;
import dev.skiff.agent.volume.Ownership;
import dev.skiff.iptables.cgroup.KernelCgroups;
import dev.skiff.iptables.mount.KernelMounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Puts together what runs pods. */
final class PodParts {

  static final Path LOG_DIRECTORY = Path.of("/var/log/pods");
  private static final Path LOG_LINKS = Path.of("/var/log/containers");

  private PodParts() {}

  static PodManager manager(
      ApiClient client,
      LocalRuntime local,
      ServiceSource services,
      NodeSettings settings,
      NodeAdmission admission,
      EventRecorder events) {
    RuntimeService runtime = local.cri().runtime();
    ConfigSource source = new ApiConfigSource(client);
    InstantSource clock = InstantSource.system();
    return new PodManager(
        new PodServices(
            settings,
            runtime,
            runtime.version().getRuntimeName(),
            new ImageManager(local.cri().images(), source, events, clock),
            source,
            new ApiTokenSource(client),
            services,
            new ApiPodStatusWriter(client),
            events,
            local.exits(),
            new ProbeRunner(runtime),
            new LifecycleHooks(runtime),
            new KernelMounts(),
            KernelCgroups.at(Path.of("/sys/fs/cgroup")),
            admission,
            clock));
  }

  /**
   * What pods inherit. The kernel tells mounts by their real paths, so the data directory has to be
   * known by its own: a mount that is not recognised is not unmounted, and what it shows would be
   * deleted with the pod.
   */
  static NodeSettings settings(AgentConfig config, NodeIdentity identity) throws IOException {
    Path dataDir = config.dataDir().toRealPath();
    Machine machine = new Machine(config);
    NodeSettings settings =
        new NodeSettings(
            identity.name(),
            List.of(identity.address().getHostAddress()),
            dataDir,
            LOG_DIRECTORY,
            LOG_LINKS,
            config.clusterDns(),
            config.clusterDomain(),
            config.resolvConf(),
            machine.allocatableQuantities(),
            machine.memory());
    // What pods are told in secret is not for everybody who has an account on the machine.
    Files.createDirectories(settings.podsDir());
    Ownership.setMode(settings.podsDir(), 0750);
    return settings;
  }
}
