package dev.skiff.controlplane.api.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.api.StatusException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelSelectorTest {
  private static void refused(String selector, String problem) {
    StatusException refusal =
        assertThrows(StatusException.class, () -> LabelSelector.parse(selector), selector);
    assertEquals(400, refusal.code());
    assertEquals(problem, refusal.getMessage());
  }

  @Test
  void whatIsBetweenRequirementsIsNoPartOfOne() {
    refused(",", "found ',', expected: !, identifier, or 'end of string'");
    refused("k=1,,n=2", "found ',', expected: identifier after ','");
    refused("k=1 n", "found 'n', expected: ',' or 'end of string'");
  }

  @Test
  void valuesAreInParentheses() {
    refused("k in 1)", "unable to parse requirement: found '1' expected: '('");
    refused("k in (", "unable to parse requirement: found '', expected: ',', ')' or identifier");
    refused("k in (1,", "unable to parse requirement: found '', expected: ',', or identifier");
    assertTrue(LabelSelector.parse("k in (1,)").matches(Map.of("k", "")));
  }

  @Test
  void allThatIsWrongWithAKeyIsSaid() {
    refused(
        "/k",
        "unable to parse requirement: <nil>: Invalid value: \"/k\": prefix part must be"
            + " non-empty");
    refused(
        "k".repeat(64) + "=1",
        "unable to parse requirement: <nil>: Invalid value: \"%s\": name part must be no more than 63 bytes"
            .formatted("k".repeat(64)));
  }

  @Test
  void numbersAreCompared() {
    refused(
        "k>x",
        "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the"
            + " value must be an integer");
    assertTrue(LabelSelector.parse("k>4").matches(Map.of("k", "5")));
  }
}
