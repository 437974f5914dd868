package dev.skiff.controlplane.resource.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoFloatsTest {
  /** What Go 1.26 prints. */
  @ParameterizedTest
  @CsvSource({
    "0.0, 0",
    "-0.0, -0",
    "1.0, 1",
    "-1.5, -1.5",
    "100000, 100000",
    "1000000, 1e+06",
    "1234567.5, 1.2345675e+06",
    "1e19, 1e+19",
    "12345678901234567890, 1.2345678901234567e+19",
    "-2.5e30, -2.5e+30",
    "1e-4, 0.0001",
    "1e-5, 1e-05",
    "2.5e-101, 2.5e-101",
    "1e300, 1e+300",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf"
  })
  void numbersAreAsShortAsPossible(double number, String text) {
    assertEquals(text, GoFloats.text(number));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0, 0",
    "-0.0, -0",
    "100.0, 100",
    "-1.5, -1.5",
    "123456.789, 123456.789",
    "12345678901234567890, 12345678901234567000",
    "999999999999999900000, 999999999999999900000",
    "1e21, 1e+21",
    "-2.5e300, -2.5e+300",
    "1e-6, 0.000001",
    "1e-7, 1e-7",
    "2.5e-101, 2.5e-101"
  })
  void jsonHasExponentsLater(double number, String text) {
    assertEquals(text, GoFloats.json(number));
  }
}
