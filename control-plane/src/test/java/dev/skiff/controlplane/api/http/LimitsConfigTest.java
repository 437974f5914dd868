package dev.skiff.controlplane.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys and defaults that operators rely on. */
class LimitsConfigTest {
  private static LimitsConfig config(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .withConverter(Duration.class, 200, new DurationConverter())
        .withMapping(LimitsConfig.class)
        .withDefaultValues(values)
        .build()
        .getConfigMapping(LimitsConfig.class);
  }

  @Test
  void defaults() {
    LimitsConfig limits = config(Map.of());
    assertEquals(400, limits.requestsInFlight());
    assertEquals(200, limits.mutatingRequestsInFlight());
    assertEquals(Duration.ofSeconds(60), limits.requestTimeout());
    assertEquals(Duration.ZERO, limits.shutdownDelay());
  }

  @Test
  void keys() {
    LimitsConfig limits =
        config(
            Map.of(
                "skiff.limits.requests-in-flight", "1",
                "skiff.limits.mutating-requests-in-flight", "2",
                "skiff.limits.request-timeout", "3s",
                "skiff.limits.shutdown-delay", "4s"));
    assertEquals(1, limits.requestsInFlight());
    assertEquals(2, limits.mutatingRequestsInFlight());
    assertEquals(Duration.ofSeconds(3), limits.requestTimeout());
    assertEquals(Duration.ofSeconds(4), limits.shutdownDelay());
  }
}
