package dev.skiff.controlplane.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.re2j.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoRegexpTest {
  private static String problem(String pattern) {
    return assertThrows(PatternSyntaxException.class, () -> GoRegexp.compile(pattern))
        .getDescription();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "(a{100}){10}",
        "(?:a{2}b{500}){2}|c{1000}",
        "[({]{3}[^]{1001}]",
        "[[:alpha:]]{1000}",
        "\\(\\{1001\\}",
        "\\Q(a{100}){11}\\E",
        "(?P<name>a)(?i:b)(?s)",
        "\\pL{3}\\p{Greek}\\x{1F600}",
        "a{,1001}b{x{1001y"
      })
  void compiles(String pattern) {
    assertEquals(pattern, GoRegexp.compile(pattern).pattern());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "(a{100}){11} {11}",
        "((a{1000}){1000}){1000} {1000}",
        "(?:x(?:ab{501})){2,} {2,}",
        "(a{2}|b{600}){2} {2}",
        "a{1001} {1001}",
        "a{3,99999999999} {3,99999999999}"
      })
  void repeatsTooOften(String pattern, String operator) {
    PatternSyntaxException wrong =
        assertThrows(PatternSyntaxException.class, () -> GoRegexp.compile(pattern));
    assertEquals("invalid repeat count: `" + operator + "`", wrong.getMessage().split(": ", 2)[1]);
  }

  @Test
  void nestsAsDeeplyAsInGo() {
    GoRegexp.compile("(".repeat(999) + "a" + ")".repeat(999));
    assertEquals("expression nests too deeply", problem("(".repeat(1000) + "a" + ")".repeat(1000)));
    assertEquals("expression nests too deeply", problem("(".repeat(100_000)));
  }

  @Test
  void takesNoMoreMemoryThanThereIs() {
    assertEquals("expression too large", problem("a{1000}".repeat(501)));
    assertEquals("expression too large", problem("\\pL".repeat(5000)));
    assertEquals("expression too large", problem("[\\p{L}]".repeat(5000)));
  }
}
