package dev.skiff.controlplane.resource.cel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.common.types.SimpleType;
import java.io.InputStream;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/** What expressions are and cost; the answers in the file are those of upstream's interpreter. */
class UpstreamAnswersTest {
  private static final CelEnvironment ENVIRONMENT =
      CelEnvironment.of(Map.of("object", SimpleType.DYN), Map.of());
  private static final Variables VARIABLES = Variables.of(Map.of("object", Map.of("a", 1L)));

  private static String answer(String expression) {
    try {
      CelProgram.Result result = ENVIRONMENT.compile(expression).evaluate(VARIABLES);
      return "%s, cost %d".formatted(text(result.value()), result.cost());
    } catch (CelCompileException refused) {
      return refused.getMessage().lines().findFirst().orElse("");
    } catch (CelException failed) {
      return failed.getMessage();
    } catch (CelCostException stopped) {
      return stopped.getMessage();
    }
  }

  private static String text(Object value) {
    return switch (value) {
      case OffsetDateTime time -> Times.text(time);
      case Duration duration -> duration.toNanos() + "ns";
      default -> Conversions.toText(value);
    };
  }

  private static String expected(JsonNode answer) {
    if (answer.has("value")) {
      return "%s, cost %d".formatted(answer.get("value").asText(), answer.get("cost").asLong());
    }
    return answer.path("refused").asText(answer.path("error").asText());
  }

  /** Upstream says of some functions which types they were called with. */
  private static boolean same(String expected, String actual) {
    String overload = "no such overload";
    return expected.equals(actual) || expected.startsWith(overload) && actual.equals(overload);
  }

  @Test
  void areThoseOfUpstream() throws Exception {
    StringJoiner differences = new StringJoiner("\n");
    try (InputStream text = getClass().getResourceAsStream("answers.json")) {
      for (JsonNode answer : new ObjectMapper().readTree(text)) {
        String expression = answer.get("expression").asText();
        String expected = expected(answer);
        String actual = answer(expression);
        if (!same(expected, actual)) {
          differences.add(
              "%s\n  expected %s\n  was      %s".formatted(expression, expected, actual));
        }
      }
    }
    assertEquals("", differences.toString());
  }
}
