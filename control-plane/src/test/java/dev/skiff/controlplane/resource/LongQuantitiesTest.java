package dev.skiff.controlplane.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quantities with more digits than a number has that means something. */
class LongQuantitiesTest {
  private static Quantity parse(String text) {
    return assertTimeoutPreemptively(Duration.ofSeconds(15), () -> Quantity.parse(text));
  }

  private static String text(Quantity quantity) {
    return assertTimeoutPreemptively(Duration.ofSeconds(15), quantity::toString);
  }

  @Test
  void areReadAsTheyAre() {
    String digits = "1234567891".repeat(250);
    assertEquals(new BigDecimal(digits), parse(digits).value());
    assertEquals(new BigDecimal("-" + digits), parse("-" + digits).value());
    assertEquals(new BigDecimal(digits + ".5"), parse("+" + digits + ".5").value());
    assertEquals(new BigDecimal("0.12345679"), parse("." + "123456789" + "1".repeat(3000)).value());
  }

  @Test
  void areReadSoon() {
    assertEquals(500_000, parse("7".repeat(500_000)).value().precision());
    assertEquals("1e500001", text(parse("100" + "0".repeat(499_999) + "e0")));
    assertEquals(500_001, text(parse("7".repeat(500_001))).length());
  }

  @ParameterizedTest
  @CsvSource({
    "1000000000000000000000000, 1000000E",
    "1500m, 1500m",
    "1e3, 1e3",
    "1000e0, 1e3",
    "100e0, 100",
    "0.5e0, 500e-3",
    "12000, 12k",
    "0.000000001, 1n",
    "1000Ki, 1000Ki",
    "512Ki, 512Ki",
    "1023, 1023"
  })
  void areWrittenAsBefore(String text, String canonical) {
    assertEquals(canonical, text(parse(text)));
  }
}
