package dev.skiff.controlplane.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControllerConfigTest {
  @Test
  void defaults() {
    ControllerConfig config = config(Map.of());
    assertTrue(config.controllers());
    assertFalse(config.leaderElection());
    assertEquals(Duration.ofSeconds(40), config.nodeMonitorGracePeriod());
    assertEquals(12500, config.terminatedPodGcThreshold());
  }

  @Test
  void keys() {
    ControllerConfig config =
        config(
            Map.of(
                "skiff.controllers", "false",
                "skiff.leader-election", "true",
                "skiff.node-monitor-grace-period", "5s",
                "skiff.terminated-pod-gc-threshold", "100"));
    assertFalse(config.controllers());
    assertTrue(config.leaderElection());
    assertEquals(Duration.ofSeconds(5), config.nodeMonitorGracePeriod());
    assertEquals(100, config.terminatedPodGcThreshold());
  }

  private static ControllerConfig config(Map<String, String> properties) {
    return new SmallRyeConfigBuilder()
        .withMapping(ControllerConfig.class)
        .withConverter(Duration.class, 100, new DurationConverter())
        .withSources(new PropertiesConfigSource(properties, "test", 1))
        .build()
        .getConfigMapping(ControllerConfig.class);
  }
}
