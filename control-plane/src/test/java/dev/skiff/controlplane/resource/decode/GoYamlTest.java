package dev.skiff.controlplane.resource.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoYamlTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonParser parse(String yaml) throws Exception {
    return GoYaml.parse(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static String json(String yaml) throws Exception {
    try (JsonParser parser = parse(yaml)) {
      return JSON.readTree(parser).toString();
    }
  }

  private static String problem(String yaml) {
    return assertThrows(JsonProcessingException.class, () -> json(yaml)).getOriginalMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "yes|true",
        "Off|false",
        "y|true",
        "~|null",
        "'yes'|\"yes\"",
        "yEs|\"yEs\"",
        "12|12",
        "+12|12",
        "-0x1F|-31",
        "017|15",
        "0o17|15",
        "0b101|5",
        "089|89",
        "1_000|1000",
        "1e3|1000",
        "1.50|1.5",
        ".5|0.5",
        "1e400|\"1e400\"",
        "9223372036854775807|9223372036854775807",
        "18446744073709551616|1.8446744073709552E19",
        "1:30|\"1:30\"",
        "2001-01-01|\"2001-01-01\"",
        "_1|\"_1\"",
        "face|\"face\"",
        "!!str 5|\"5\"",
        "!!float 5|5",
        "!!binary aGk=|\"hi\"",
        "!thing 5|\"5\"",
        "2 x|\"2 x\"",
        "-|[null]",
        "1.2.3|\"1.2.3\""
      })
  void readsScalarsAsGoDoes(String yaml, String json) throws Exception {
    String read = json("[" + (yaml.equals("-") ? "~" : yaml) + "]");
    assertEquals(yaml.equals("-") ? json : "[" + json + "]", read);
  }

  @Test
  void keysAreTexts() throws Exception {
    assertEquals(
        "{\"1\":\"a\",\"true\":\"c\",\"1.5\":\"d\",\"2001-01-01\":\"e\"}",
        json("{1: a, yes: c, 1.5: d, 2001-01-01: e}"));
    assertEquals("invalid map key", problem("{[a]: b}"));
  }

  @Test
  void aliasesStandForWhatTheyName() throws Exception {
    assertEquals(
        "{\"a\":{\"x\":1},\"b\":{\"x\":1},\"c\":[{\"x\":1}]}",
        json("{a: &l {x: 1}, b: *l, c: [*l]}"));
    assertEquals("anchor value contains itself", problem("&l [*l]"));
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      String one = "*a" + (i - 1);
      String ten = String.join(", ", Collections.nCopies(10, one));
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ten));
    }
    assertEquals("document contains excessive aliasing", problem(bomb.toString()));
  }

  @Test
  void mergeKeysBringTheFieldsOfAnother() throws Exception {
    assertEquals(
        "{\"l\":{\"a\":1,\"b\":2},\"m\":{\"a\":1,\"b\":3,\"c\":4}}",
        json("{l: &l {a: 1, b: 2}, m: {<<: *l, b: 3, c: 4}}"));
    assertEquals("{\"a\":1,\"b\":2}", json("<<: [{a: 1}, {a: 9, b: 2}]"));
    assertEquals("{\"<<\":1}", json("'<<': 1"));
    assertEquals("map merge requires map or sequence of maps as the value", problem("<<: 1"));
  }

  @Test
  void fieldsKnowTheLineOfTheirValue() throws Exception {
    try (JsonParser parser = parse("a:\n  b: 1\n  a: 2\n")) {
      assertEquals(JsonToken.START_OBJECT, parser.nextToken());
      assertEquals("a", parser.nextFieldName());
      assertEquals(2, parser.currentLocation().getLineNr());
      assertEquals(JsonToken.START_OBJECT, parser.nextToken());
      parser.skipChildren();
      assertEquals(JsonToken.END_OBJECT, parser.currentToken());
      assertNull(parser.nextFieldName());
      assertEquals(JsonToken.END_OBJECT, parser.currentToken());
    }
  }

  @Test
  void onlyTheFirstDocumentCounts() throws Exception {
    assertEquals("{\"a\":1}", json("a: 1\n---\nb: 2\n"));
    try (JsonParser nothing = parse("# nothing")) {
      assertNull(nothing.nextToken());
    }
  }
}
