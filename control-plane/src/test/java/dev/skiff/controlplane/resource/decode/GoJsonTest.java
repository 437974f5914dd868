package dev.skiff.controlplane.resource.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoJsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"{}", " [1, -2.5e+3, true, null, {\"a\": \"\\u00e9\\n\"}] ", "\"x\"", "0", "[[]]"})
  void wellFormed(String text) {
    assertNull(problem(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "x|invalid character 'x' looking for beginning of value",
        "{x|invalid character 'x' looking for beginning of object key string",
        "{\"a\" 1|invalid character '1' after object key",
        "{\"a\":1 2|invalid character '2' after object key:value pair",
        "[1 2|invalid character '2' after array element",
        "{} x|invalid character 'x' after top-level value",
        "trux|invalid character 'x' in literal true (expecting 'e')",
        "-x|invalid character 'x' in numeric literal",
        "1.x|invalid character 'x' after decimal point in numeric literal",
        "\"\\x\"|invalid character 'x' in string escape code",
        "{\"a\":|unexpected end of JSON input",
        "[|unexpected end of JSON input",
        "{\"a\":1,}|invalid character '}' looking for beginning of object key string",
        "[1,]|invalid character ']' looking for beginning of value",
      })
  void saysWhatGoWouldSay(String text, String problem) {
    assertEquals(problem, problem(text));
  }

  @Test
  void depthIsNoDanger() {
    assertEquals("unexpected end of JSON input", problem("[".repeat(1_000_000)));
  }

  private static String problem(String text) {
    return GoJson.problem(text.getBytes(StandardCharsets.UTF_8));
  }
}
