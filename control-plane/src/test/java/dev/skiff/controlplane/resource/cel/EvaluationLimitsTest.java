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
import org.junit.jupiter.params.provider.CsvSource;
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
                .check(expression)
                .program()
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
  void quantitiesAreReadInLessThanQuadraticTime() {
    assertEquals(false, evaluate("quantity(object).isInteger()", "1".repeat(900_000)));
  }

  @Test
  void fieldsThatAreDurationsAreReadInLinearTime() {
    Schema schema = Schema.builder().type("string").format("duration").build();
    var text = JsonNodeFactory.instance.textNode("1".repeat(1_000_000));
    assertTimeoutPreemptively(
        SOON, () -> assertThrows(CelException.class, () -> SchemaValues.of(text, schema)));
  }

  @ParameterizedTest
  @CsvSource({"5 days, 120h", "1week 2hr, 170h", "3 MINUTES, 3m", "1h30m, 90m", "2 x 1 sec, 1s"})
  void fieldsMayHaveDurationsInWords(String text, String same) {
    Schema schema = Schema.builder().type("string").format("duration").build();
    Object value = SchemaValues.of(JsonNodeFactory.instance.textNode(text), schema);
    assertEquals(Times.duration(same), value);
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
  void chainsOfListsAreNotCopied() {
    List<Long> large = Collections.nCopies(100_000, 1L);
    String chain = String.join(" + ", Collections.nCopies(200, "object"));
    assertEquals(20_000_000L, evaluate("(" + chain + ").size()", large));
    assertEquals(1L, evaluate("([] + " + chain + " + [2])[19999999]", large));
    assertEquals(2L, evaluate("([] + " + chain + " + ([] + [2]))[20000000]", large));
    assertThrows(CelCostException.class, () -> evaluate("(" + chain + ").sum()", large));
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
        assertThrows(
            CelException.class, () -> ENVIRONMENT.check("object == 1").program().evaluate(broken));
    assertEquals("internal error: broken", failed.getMessage());
  }

  @Test
  void aCostBeyondAllNumbersIsTooMuch() {
    assertThrows(
        CelCostException.class, () -> evaluate("[[[1]]].flatten(9223372036854775807) == []", 1L));
  }

  /** A text of a million characters costs little where it is only named. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "lists.range(100000).map(i, object).join().size() > 0",
        "object.replace('a', object).size() > 0",
        "object.replace('', object, 1000).size() > 0",
        "'%s%s%s%s%s%s%s%s%s%s%s%s'.format([object, object, object, object, object, object, object,"
            + " object, object, object, object, object]).size() > 0",
        "'%s'.format([[[object, object, object, object, object, object], [object, object, object,"
            + " object, object, object]]]).size() > 0",
        "lists.range(1000).map(i, 'a'.replace('a', object)).size() > 0",
        "lists.range(1000).map(i, object + dyn('a')).size() > 0",
        "lists.range(1000).exists(i, 'a'.replace('a', object) == '')"
      })
  void textsThatAreMadeAreBounded(String expression) {
    String large = "a".repeat(1_000_000);
    assertThrows(CelCostException.class, () -> evaluate(expression, large), expression);
  }

  @Test
  void textsThatFitAreMade() {
    String large = "a".repeat(1_000_000);
    assertEquals(4_000_000L, evaluate("lists.range(4).map(i, object).join().size()", large));
    assertEquals(true, evaluate("object.replace('a', 'bc').endsWith('bcbc')", large));
  }

  /** A list whose parts are the same list: as a tree it has a billion elements. */
  private static String shared(String step) {
    return "[['x']]" + step.repeat(30);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "L == L",
        "L != L",
        "L in [L]",
        "[L].indexOf(L) == 0",
        "[dyn(L)].distinct() == [] || [L, L].distinct() == []",
        "sets.contains([L], [L])",
        "optional.of(L) == optional.of(L)",
        "{'a': L} == {'a': L}",
        "{dyn(L): 1}.size() == 1",
        "{dyn(optional.of(L)): 1}.size() == 1",
        "{dyn('a'): 1}[dyn(L)] == 1",
        "dyn(L).sum() == 1",
        "dyn(L).flatten(40).size() == 1",
        "dyn(L) in ['a', 'b']"
      })
  void sharedPartsAreCounted(String expression) {
    String large = expression.replace("L", shared(".map(a, [a, a])"));
    assertThrows(CelCostException.class, () -> evaluate(large, 1L), expression);
  }

  @ParameterizedTest
  @ValueSource(strings = {"L[0] == 'x'", "L.join() == ''", "optional.unwrap(dyn(L)) == []"})
  void listsThatAreAddedToThemselvesAreCounted(String expression) {
    String large = expression.replace("L", shared(".map(a, a + a)") + "[0]");
    assertThrows(CelCostException.class, () -> evaluate(large, 1L), expression);
  }

  @Test
  void messagesNameTheTypeOfWhatIsLarge() {
    String large = "dyn(" + shared(".map(a, [a, a])") + ")";
    assertEquals("join: invalid input: list", failure("dyn(['a'] + " + large + ").join()", 1L));
    assertEquals(
        "value list is not optional",
        failure("optional.unwrap([dyn(optional.of(1)), " + large + "])", 1L));
    assertEquals("no such key: list", failure("object[dyn([1])]", Map.of()));
    String cut = "no such key: " + "a".repeat(1000) + "...";
    assertEquals(cut, failure("{'b': 1}[object]", "a".repeat(1001)));
  }

  @Test
  void whatIsNotANumberStaysWhereItIs() {
    assertEquals(true, evaluate("string([3.0, 0.0/0.0, 2.0, 1.0].sort()[2]) == '1'", 1L));
    String many = "lists.range(300).map(x, x % 3 == 0 ? 0.0/0.0 : double(300 - x)).sort().size()";
    assertEquals(300L, evaluate(many, 1L));
  }
}
