package dev.skiff.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GraceTest {

  @Test
  void thePodsOwn() {
    assertEquals(Duration.ofSeconds(30), grace("{}"));
    assertEquals(Duration.ofSeconds(7), grace("{terminationGracePeriodSeconds: 7}"));
    assertEquals(Duration.ZERO, grace("{terminationGracePeriodSeconds: -7}"));
  }

  @Test
  void oneWithoutEndEndsAtSomeMoment() {
    Instant now = Instant.parse("2026-11-29T12:00:00Z");
    Instant end = now.plus(grace("{terminationGracePeriodSeconds: 9223372036854775807}"));
    assertTrue(end.isAfter(Instant.parse("2100-01-01T00:00:00Z")));
  }

  private static Duration grace(String spec) {
    return Grace.of(Yaml.pod("metadata: {name: p, namespace: default, uid: u}\nspec: " + spec));
  }
}
