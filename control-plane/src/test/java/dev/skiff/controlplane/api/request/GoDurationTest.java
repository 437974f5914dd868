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
  @ValueSource(strings = {"", "bad", "s", "--1s", "9999999h9999999h"})
  void refuses(String text) {
    refuses(text, "time: invalid duration \"" + text + "\"");
  }

  @Test
  void saysWhatIsWrongWithAUnit() {
    refuses("1", "time: missing unit in duration \"1\"");
    refuses("1s1", "time: missing unit in duration \"1s1\"");
    refuses("1x", "time: unknown unit \"x\" in duration \"1x\"");
    refuses("1 s", "time: unknown unit \" s\" in duration \"1 s\"");
  }

  private static void refuses(String text, String why) {
    var problem = assertThrows(IllegalArgumentException.class, () -> GoDuration.parse(text));
    assertEquals(why, problem.getMessage());
  }
}
