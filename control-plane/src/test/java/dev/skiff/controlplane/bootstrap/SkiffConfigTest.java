package dev.skiff.controlplane.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SkiffConfigTest {
  static SkiffConfig config(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .withMapping(SkiffConfig.class)
        .withSources(new PropertiesConfigSource(values, "test", 100))
        .build()
        .getConfigMapping(SkiffConfig.class);
  }

  @Test
  void defaults() {
    SkiffConfig config = config(Map.of());
    assertEquals(Path.of("/var/lib/skiff"), config.dataDir());
    assertEquals("0.0.0.0", config.bindAddress());
    assertEquals(6443, config.port());
    assertEquals("127.0.0.1", config.advertiseAddress());
    assertEquals(Optional.empty(), config.tlsSans());
    assertEquals("10.96.0.0/16", config.serviceCidr());
    assertEquals("10.244.0.0/16", config.clusterCidr());
    assertEquals("30000-32767", config.nodePortRange());
    assertEquals("10.96.0.10", config.clusterDns());
    assertEquals("cluster.local", config.clusterDomain());
    assertEquals(Optional.empty(), config.tokenAuthFile());
    assertEquals(Optional.empty(), config.encryptionProviderConfig());
    assertEquals(Optional.empty(), config.admissionControlConfigFile());
    assertTrue(config.removedApiVersions());
  }

  @Test
  void keys() {
    SkiffConfig config =
        config(
            Map.ofEntries(
                Map.entry("skiff.data-dir", "/d"),
                Map.entry("skiff.bind-address", "127.0.0.2"),
                Map.entry("skiff.port", "7443"),
                Map.entry("skiff.advertise-address", "192.0.2.1"),
                Map.entry("skiff.tls-sans", "a.example,192.0.2.9"),
                Map.entry("skiff.service-cidr", "10.0.0.0/24"),
                Map.entry("skiff.cluster-cidr", "10.1.0.0/16"),
                Map.entry("skiff.node-port-range", "1-2"),
                Map.entry("skiff.cluster-dns", "10.0.0.10"),
                Map.entry("skiff.cluster-domain", "k8s.local"),
                Map.entry("skiff.encryption-provider-config", "/e"),
                Map.entry("skiff.admission-control-config-file", "/a"),
                Map.entry("skiff.removed-api-versions", "false"),
                Map.entry("skiff.token-auth-file", "/t")));
    assertEquals(Path.of("/d"), config.dataDir());
    assertEquals("127.0.0.2", config.bindAddress());
    assertEquals(7443, config.port());
    assertEquals("192.0.2.1", config.advertiseAddress());
    assertEquals(Optional.of(List.of("a.example", "192.0.2.9")), config.tlsSans());
    assertEquals("10.0.0.0/24", config.serviceCidr());
    assertEquals("10.1.0.0/16", config.clusterCidr());
    assertEquals("1-2", config.nodePortRange());
    assertEquals("10.0.0.10", config.clusterDns());
    assertEquals("k8s.local", config.clusterDomain());
    assertEquals(Optional.of(Path.of("/t")), config.tokenAuthFile());
    assertEquals(Optional.of(Path.of("/e")), config.encryptionProviderConfig());
    assertEquals(Optional.of(Path.of("/a")), config.admissionControlConfigFile());
    assertFalse(config.removedApiVersions());
  }
}
