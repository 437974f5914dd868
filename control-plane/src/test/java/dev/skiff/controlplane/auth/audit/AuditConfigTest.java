package dev.skiff.controlplane.auth.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Keys and defaults that operators rely on. */
class AuditConfigTest {
  private static AuditConfig config(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .withMapping(AuditConfig.class)
        .withDefaultValues(values)
        .build()
        .getConfigMapping(AuditConfig.class);
  }

  @Test
  void defaults() {
    AuditConfig audit = config(Map.of());
    assertEquals(Optional.empty(), audit.policyFile());
    assertEquals(Optional.empty(), audit.logPath());
    assertEquals(100, audit.maxSize());
    assertEquals(10, audit.maxBackups());
    assertEquals(30, audit.maxAge());
    assertEquals(10_000, audit.queue());
  }

  @Test
  void keys() {
    AuditConfig audit =
        config(
            Map.of(
                "skiff.audit.policy-file", "/p",
                "skiff.audit.log-path", "/l",
                "skiff.audit.max-size", "1",
                "skiff.audit.max-backups", "2",
                "skiff.audit.max-age", "3",
                "skiff.audit.queue", "4"));
    assertEquals(Optional.of(Path.of("/p")), audit.policyFile());
    assertEquals(Optional.of(Path.of("/l")), audit.logPath());
    assertEquals(1, audit.maxSize());
    assertEquals(2, audit.maxBackups());
    assertEquals(3, audit.maxAge());
    assertEquals(4, audit.queue());
  }
}
