package dev.skiff.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentConfigTest {

  @Test
  void defaults() {
    AgentConfig config = config(Map.of());
    assertEquals(Optional.empty(), config.nodeName());
    assertEquals(Optional.empty(), config.nodeIp());
    assertEquals(Path.of("/var/lib/kubelet"), config.dataDir());
    assertEquals(Optional.empty(), config.kubeconfig());
    assertEquals(Optional.empty(), config.bootstrapKubeconfig());
    assertEquals(Optional.empty(), config.criEndpoint());
    assertEquals(Optional.empty(), config.imagesDir());
    assertEquals("registry.skiff.local/pause:3.10", config.sandboxImage());
    assertEquals("10.96.0.10", config.clusterDns());
    assertEquals("cluster.local", config.clusterDomain());
    assertEquals("10.244.0.0/16", config.clusterCidr());
    assertEquals("10.96.0.0/16", config.serviceCidr());
    assertEquals(10250, config.port());
    assertEquals(Path.of("/opt/cni/bin"), config.cniBinDir());
    assertEquals(Path.of("/etc/cni/net.d"), config.cniConfDir());
    assertEquals(Path.of("/etc/resolv.conf"), config.resolvConf());
    assertEquals("10Mi", config.containerLogMaxSize());
    assertEquals(5, config.containerLogMaxFiles());
    assertEquals(Duration.ofMinutes(5), config.evictionPressureTransitionPeriod());
    assertEquals(Optional.empty(), config.capacity().cpu());
    assertEquals(Optional.empty(), config.capacity().memory());
    assertEquals(110, config.capacity().pods());
  }

  @Test
  void keys() {
    AgentConfig config =
        config(
            Map.ofEntries(
                Map.entry("skiff.agent.node-name", "node1"),
                Map.entry("skiff.agent.node-ip", "172.30.0.11"),
                Map.entry("skiff.agent.data-dir", "/data"),
                Map.entry("skiff.agent.kubeconfig", "/k"),
                Map.entry("skiff.agent.bootstrap-kubeconfig", "/b"),
                Map.entry("skiff.agent.cri-endpoint", "unix:///run/c.sock"),
                Map.entry("skiff.agent.images-dir", "/images"),
                Map.entry("skiff.agent.sandbox-image", "pause:1"),
                Map.entry("skiff.agent.cluster-dns", "10.97.0.10"),
                Map.entry("skiff.agent.cluster-domain", "example.org"),
                Map.entry("skiff.agent.cluster-cidr", "10.1.0.0/16"),
                Map.entry("skiff.agent.service-cidr", "10.97.0.0/16"),
                Map.entry("skiff.agent.port", "7700"),
                Map.entry("skiff.agent.cni-bin-dir", "/bin"),
                Map.entry("skiff.agent.cni-conf-dir", "/net.d"),
                Map.entry("skiff.agent.resolv-conf", "/r"),
                Map.entry("skiff.agent.container-log-max-size", "1Mi"),
                Map.entry("skiff.agent.container-log-max-files", "3"),
                Map.entry("skiff.agent.eviction-pressure-transition-period", "30s"),
                Map.entry("skiff.agent.capacity.cpu", "2"),
                Map.entry("skiff.agent.capacity.memory", "4Gi"),
                Map.entry("skiff.agent.capacity.pods", "20")));
    assertEquals(Optional.of("node1"), config.nodeName());
    assertEquals(Optional.of("172.30.0.11"), config.nodeIp());
    assertEquals(Path.of("/data"), config.dataDir());
    assertEquals(Optional.of(Path.of("/k")), config.kubeconfig());
    assertEquals(Optional.of(Path.of("/b")), config.bootstrapKubeconfig());
    assertEquals(Optional.of("unix:///run/c.sock"), config.criEndpoint());
    assertEquals(Optional.of(Path.of("/images")), config.imagesDir());
    assertEquals("pause:1", config.sandboxImage());
    assertEquals("10.97.0.10", config.clusterDns());
    assertEquals("example.org", config.clusterDomain());
    assertEquals("10.1.0.0/16", config.clusterCidr());
    assertEquals("10.97.0.0/16", config.serviceCidr());
    assertEquals(7700, config.port());
    assertEquals(Path.of("/bin"), config.cniBinDir());
    assertEquals(Path.of("/net.d"), config.cniConfDir());
    assertEquals(Path.of("/r"), config.resolvConf());
    assertEquals("1Mi", config.containerLogMaxSize());
    assertEquals(3, config.containerLogMaxFiles());
    assertEquals(Duration.ofSeconds(30), config.evictionPressureTransitionPeriod());
    assertEquals(Optional.of("2"), config.capacity().cpu());
    assertEquals(Optional.of("4Gi"), config.capacity().memory());
    assertEquals(20, config.capacity().pods());
  }

  private static AgentConfig config(Map<String, String> properties) {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(AgentConfig.class)
            .withDefaultValues(properties)
            .build();
    return config.getConfigMapping(AgentConfig.class);
  }
}
