package dev.skiff.controlplane.api.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
  @Test
  void reads() {
    assertEquals(Duration.ofMinutes(90), GoDuration.parse("1h30m"));
    assertEquals(Duration.ofMillis(1500), GoDuration.parse("1.5s"));
    assertEquals(Duration.ofNanos(100), GoDuration.parse("100ns"));
    assertEquals(Duration.ofSeconds(-1), GoDuration.parse("-1s"));
    assertEquals(Duration.ZERO, GoDuration.parse("0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bad", "1", "1x", "s", "1s1", "--1s", "9999999h9999999h", "1 s"})
  void refuses(String text) {
    var problem = assertThrows(IllegalArgumentException.class, () -> GoDuration.parse(text));
    assertEquals("time: invalid duration \"" + text + "\"", problem.getMessage());
  }
}
