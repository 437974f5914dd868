package dev.skiff.controlplane.api.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonIndenterTest {
  private static final String COMPACT =
      "{\"a\":{},\"b\":[],\"c\":[1,{\"d\":\"x, {\\\"y\\\"}: [\"}],\"e\":null}\n";
  private static final String LINES =
      """
      {
        "a": {},
        "b": [],
        "c": [
          1,
          {
            "d": "x, {\\"y\\"}: ["
          }
        ],
        "e": null
      }\
      """;

  @Test
  void aDocument() {
    assertEquals(LINES, indented(COMPACT.length()));
  }

  @Test
  void whatIsLaidOutAlready() {
    byte[] again = new JsonIndenter().indent(LINES.getBytes(StandardCharsets.UTF_8));
    assertEquals(LINES, new String(again, StandardCharsets.UTF_8));
  }

  @Test
  void piecesOfAnyLength() {
    for (int length = 1; length < COMPACT.length(); length++) {
      assertEquals(LINES, indented(length));
    }
  }

  private static String indented(int length) {
    JsonIndenter indenter = new JsonIndenter();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < COMPACT.length(); i += length) {
      String piece = COMPACT.substring(i, Math.min(COMPACT.length(), i + length));
      byte[] laidOut = indenter.indent(piece.getBytes(StandardCharsets.UTF_8));
      lines.append(new String(laidOut, StandardCharsets.UTF_8));
    }
    return lines.toString();
  }
}
