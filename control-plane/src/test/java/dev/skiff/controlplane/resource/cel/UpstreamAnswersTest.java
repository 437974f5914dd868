package dev.skiff.controlplane.resource.cel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What expressions are and cost; the answers in the file are those of upstream's interpreter, as
 * {@code conformance/cel-answers.sh} writes them.
 */
class UpstreamAnswersTest {
  private static final CelEnvironment ENVIRONMENT =
      CelEnvironment.of(Map.of("object", SimpleType.DYN, "a", SimpleType.DYN), Map.of());

  /** A value of each type: what has a name has no value before it is evaluated. */
  private static final Map<String, Object> VALUES =
      Map.ofEntries(
          Map.entry("nothing", Values.NULL),
          Map.entry("bool", true),
          Map.entry("int", 1L),
          Map.entry("uint", UnsignedLong.ONE),
          Map.entry("double", 1.5),
          Map.entry("string", "a"),
          Map.entry("bytes", CelByteString.copyFromUtf8("a")),
          Map.entry("duration", Duration.ofSeconds(1)),
          Map.entry("timestamp", OffsetDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC)),
          Map.entry("list", List.of(1L)),
          Map.entry("lists", List.of(List.of(1L))),
          Map.entry("map", Map.of("a", 1L)));

  private static final Variables VARIABLES =
      Variables.of(Map.of("object", Map.of("a", 1L), "a", VALUES));

  private static String answer(String expression) {
    try {
      CheckedExpression checked = ENVIRONMENT.check(expression);
      return answer(checked);
    } catch (CelCompileException refused) {
      return "refused: " + refused.getMessage().lines().findFirst().orElse("");
    }
  }

  private static String answer(CheckedExpression checked) {
    try {
      CelProgram.Result result = checked.program().evaluate(VARIABLES);
      return "%s, cost %d".formatted(text(result.value()), result.cost());
    } catch (CelCompileException impossible) {
      return "impossible: " + impossible.getMessage();
    } catch (CelException failed) {
      return "error: " + failed.getMessage();
    } catch (CelCostException stopped) {
      return "error: " + stopped.getMessage();
    }
  }

  private static String text(Object value) {
    return switch (value) {
      case OffsetDateTime time -> Times.text(time);
      case Duration duration -> duration.toNanos() + "ns";
      case CelType type -> type.name();
      case List<?> _, Map<?, ?> _, Optional<?> _ -> Values.typeOf(value).name();
      case OpaqueValue opaque -> opaque.type().name();
      case NullValue _ -> "null";
      default -> Conversions.toText(value);
    };
  }

  private static String expected(JsonNode answer) {
    if (answer.has("value")) {
      return "%s, cost %d".formatted(answer.get("value").asText(), answer.get("cost").asLong());
    }
    return Stream.of("refused", "impossible", "error")
        .filter(answer::has)
        .map(kind -> kind + ": " + answer.get(kind).asText())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void areThoseOfUpstream() throws Exception {
    StringJoiner differences = new StringJoiner("\n");
    try (InputStream text = getClass().getResourceAsStream("answers.json")) {
      for (JsonNode answer : new ObjectMapper().readTree(text)) {
        String expression = answer.get("expression").asText();
        String expected = expected(answer);
        String actual = answer(expression);
        if (!expected.equals(actual)) {
          differences.add(
              "%s\n  expected %s\n  was      %s".formatted(expression, expected, actual));
        }
      }
    }
    assertEquals("", differences.toString());
  }
}
