package dev.skiff.agent.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {

  @ParameterizedTest
  @CsvSource({"0, 0s", "40, 40s", "80, 1m20s", "300, 5m0s", "3600, 1h0m0s", "90061, 25h1m1s"})
  void asGoPrintsIt(long seconds, String text) {
    assertEquals(text, GoDuration.of(Duration.ofSeconds(seconds)));
  }
}
