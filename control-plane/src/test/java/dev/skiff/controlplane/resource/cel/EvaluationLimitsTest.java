package dev.skiff.controlplane.resource.cel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cel.common.types.SimpleType;
import dev.skiff.controlplane.resource.Schema;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is within the limit of cost is evaluated within seconds, and fails for itself alone. */
class EvaluationLimitsTest {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final CelEnvironment ENVIRONMENT =
      CelEnvironment.of(Map.of("object", SimpleType.DYN), Map.of());

  private static Object evaluate(String expression, Object object) {
    return assertTimeoutPreemptively(
        SOON,
        () ->
            ENVIRONMENT
                .compile(expression)
                .evaluate(Variables.of(Map.of("object", object)))
                .value());
  }

  private static String failure(String expression, Object object) {
    return assertThrows(CelException.class, () -> evaluate(expression, object)).getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lists.range(60000).map(x, x).size() == 60000",
        "lists.range(60000).filter(x, x % 2 == 0).size() == 30000",
        "lists.range(60000).transformList(i, x, x).size() == 60000",
        "lists.range(60000).transformMap(i, x, x).size() == 60000",
        "lists.range(20000).transformMapEntry(i, x, {x: i}).size() == 20000",
        "lists.range(50000).map(i, (object + object).size())[0] == 600000",
        "lists.range(50000).all(x, 'aaa'.matches('^(a{1,10}){1,100}$'))"
      })
  void loopsTakeLinearTime(String expression) {
    List<Long> large = Collections.nCopies(300_000, 1L);
    assertEquals(true, evaluate(expression, large), expression);
  }

  @Test
  void listsThatAreWrittenAreSearchedAtOnce() {
    String numbers =
        String.join(",", LongStream.range(0, 10_000).mapToObj(Long::toString).toList());
    String expression = "lists.range(90000).exists(x, x + 10000 in [" + numbers + "])";
    assertEquals(false, evaluate(expression, 0L));
  }

  @Test
  void durationsAreReadInLinearTime() {
    String wrong = "type conversion error from 'string' to 'google.protobuf.Duration'";
    for (String text :
        List.of("1".repeat(1_000_000), "." + "1".repeat(1_000_000), "1s1".repeat(300_000))) {
      assertEquals(wrong, failure("duration(object) == object", text));
    }
    assertEquals(
        true, evaluate("duration(object) == duration('3h')", "0".repeat(1_000_000) + "3h"));
  }

  @Test
  void fieldsThatAreDurationsAreReadInLinearTime() {
    Schema schema = Schema.builder().type("string").format("duration").build();
    var text = JsonNodeFactory.instance.textNode("1".repeat(1_000_000));
    assertTimeoutPreemptively(
        SOON, () -> assertThrows(CelException.class, () -> SchemaValues.of(text, schema)));
  }

  @Test
  void setsAreComparedInLinearTime() {
    Schema items = Schema.builder().type("integer").build();
    Schema set = Schema.builder().type("array").listType("set").items(items).build();
    ArrayNode up = JsonNodeFactory.instance.arrayNode();
    ArrayNode down = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < 200_000; i++) {
      up.add(i);
      down.insert(0, 199_999 - i);
    }
    Object one = SchemaValues.of(up, set);
    Object other = SchemaValues.of(down, set);
    assertEquals(true, evaluate("object[0] == object[1]", List.of(one, other)));
    assertEquals(true, evaluate("(object[0] + object[1]).size() == 200000", List.of(one, other)));
  }

  @Test
  void nothingElseSeesAListGrow() {
    String expression = "[[1, 2].map(x, x)].map(l, [l + [3], l + [4]]) == [[[1, 2, 3], [1, 2, 4]]]";
    assertEquals(true, evaluate(expression, 0L));
  }

  /** Upstream recovers from a panic of some of these: they have no value there either. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dyn(object).sort() == []",
        "dyn(object).distinct() == []",
        "dyn(object).sortBy(x, x) == []",
        "[[1]].flatten(dyn('x')) == []",
        "[[1]].flatten(dyn(1.5)) == []",
        "timestamp(object + 9223372036854775800) == timestamp(object)",
        "duration(object) == duration('1s')",
        "'a'.matches('(' + string(object))",
        "'a'.find('((a{1000}){1000}){100' + string(object) + '}') == 'a'",
        "[dyn(1), dyn('a')].sort() == []"
      })
  void failuresAreThoseOfTheExpression(String expression) {
    assertThrows(CelException.class, () -> evaluate(expression, 1L));
    assertEquals(true, evaluate("true || " + expression, 1L));
  }

  @Test
  void whateverIsThrownMeansNoValue() {
    Variables broken =
        name -> {
          throw new IllegalStateException("broken");
        };
    CelException failed =
        assertThrows(CelException.class, () -> ENVIRONMENT.compile("object == 1").evaluate(broken));
    assertEquals("internal error: broken", failed.getMessage());
  }

  @Test
  void aCostBeyondAllNumbersIsTooMuch() {
    assertThrows(
        CelCostException.class, () -> evaluate("[[[1]]].flatten(9223372036854775807) == []", 1L));
  }

  @Test
  void whatIsNotANumberStaysWhereItIs() {
    assertEquals(true, evaluate("string([3.0, 0.0/0.0, 2.0, 1.0].sort()[2]) == '1'", 1L));
    String many = "lists.range(300).map(x, x % 3 == 0 ? 0.0/0.0 : double(300 - x)).sort().size()";
    assertEquals(300L, evaluate(many, 1L));
  }
}
