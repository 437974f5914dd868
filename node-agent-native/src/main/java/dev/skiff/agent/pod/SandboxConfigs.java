package dev.skiff.agent.pod;

import dev.skiff.agent.container.NodeSettings;
import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.container.SecurityContexts;
import dev.skiff.agent.cri.CriLabels;
import dev.skiff.agent.cri.v1.LinuxPodSandboxConfig;
import dev.skiff.agent.cri.v1.PodSandboxConfig;
import dev.skiff.agent.cri.v1.PodSandboxMetadata;
import dev.skiff.agent.cri.v1.PortMapping;
import dev.skiff.agent.cri.v1.Protocol;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Sysctl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Puts together what the runtime is told about a pod's sandbox. */
final class SandboxConfigs {

  private SandboxConfigs() {}

  static PodSandboxConfig of(Pod pod, int attempt, NodeSettings node) throws IOException {
    var meta = pod.getMetadata();
    boolean hostNetwork = Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    LinuxPodSandboxConfig.Builder linux =
        LinuxPodSandboxConfig.newBuilder()
            .setCgroupParent(PodCgroup.path(pod))
            .setSecurityContext(SecurityContexts.sandbox(pod, node.dataDir().resolve("seccomp")));
    var security = pod.getSpec().getSecurityContext();
    if (security != null && security.getSysctls() != null) {
      for (Sysctl sysctl : security.getSysctls()) {
        linux.putSysctls(sysctl.getName().replace('/', '.'), sysctl.getValue());
      }
    }
    PodSandboxConfig.Builder config =
        PodSandboxConfig.newBuilder()
            .setMetadata(
                PodSandboxMetadata.newBuilder()
                    .setName(meta.getName())
                    .setNamespace(meta.getNamespace())
                    .setUid(meta.getUid())
                    .setAttempt(attempt))
            .setLogDirectory(
                node.podLogDir(meta.getNamespace(), meta.getName(), meta.getUid()).toString())
            .setDnsConfig(PodDns.of(pod, node))
            .setLinux(linux);
    if (!hostNetwork) {
      config.setHostname(HostNames.hostname(pod, node));
      config.addAllPortMappings(portMappings(pod));
    }
    if (meta.getLabels() != null) {
      config.putAllLabels(meta.getLabels());
    }
    config
        .putLabels(CriLabels.POD_NAME, meta.getName())
        .putLabels(CriLabels.POD_NAMESPACE, meta.getNamespace())
        .putLabels(CriLabels.POD_UID, meta.getUid());
    if (meta.getAnnotations() != null) {
      config.putAllAnnotations(meta.getAnnotations());
    }
    return config.build();
  }

  private static List<PortMapping> portMappings(Pod pod) {
    List<PortMapping> mappings = new ArrayList<>();
    for (Container container : PodContainers.all(pod)) {
      if (PodContainers.isInit(pod, container) && !PodContainers.isSidecar(pod, container)) {
        continue;
      }
      for (ContainerPort port :
          container.getPorts() == null ? List.<ContainerPort>of() : container.getPorts()) {
        if (port.getHostPort() == null || port.getHostPort() == 0) {
          continue;
        }
        mappings.add(
            PortMapping.newBuilder()
                .setProtocol(
                    Protocol.valueOf(port.getProtocol() == null ? "TCP" : port.getProtocol()))
                .setContainerPort(port.getContainerPort())
                .setHostPort(port.getHostPort())
                .setHostIp(port.getHostIP() == null ? "" : port.getHostIP())
                .build());
      }
    }
    return mappings;
  }
}
