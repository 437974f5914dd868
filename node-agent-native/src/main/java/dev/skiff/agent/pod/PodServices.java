package dev.skiff.agent.pod;

import dev.skiff.agent.admission.NodeAdmission;
import dev.skiff.agent.container.LifecycleHooks;
import dev.skiff.agent.container.NodeSettings;
import dev.skiff.agent.cri.ProcessExits;
import dev.skiff.agent.cri.RuntimeService;
import dev.skiff.agent.image.ImageManager;
import dev.skiff.agent.probe.ProbeRunner;
import dev.skiff.agent.volume.ConfigSource;
import dev.skiff.agent.volume.TokenSource;
import dev.skiff.iptables.cgroup.Cgroups;
import dev.skiff.iptables.mount.Mounts;
import java.time.InstantSource;

/**
 * What the workers of all pods share.
 *
 * @param runtimeName prefix of container ids in the API: containerd
 */
public record PodServices(
    NodeSettings node,
    RuntimeService runtime,
    String runtimeName,
    ImageManager images,
    ConfigSource config,
    TokenSource tokens,
    ServiceSource services,
    PodStatusWriter statusWriter,
    EventRecorder events,
    ProcessExits exits,
    ProbeRunner probes,
    LifecycleHooks hooks,
    Mounts mounts,
    Cgroups cgroups,
    NodeAdmission admission,
    InstantSource clock) {}
