package dev.skiff.controlplane.controller.common;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectorsTest {
  private final Map<String, String> labels = Map.of("app", "web", "tier", "front");

  @Test
  void nullMatchesNothingAndEmptyEverything() {
    assertFalse(Selectors.matches(null, labels));
    assertTrue(Selectors.matches(new LabelSelector(), null));
  }

  @Test
  void labelsMustAllBeThere() {
    assertTrue(Selectors.matches(selector().addToMatchLabels("app", "web").build(), labels));
    assertFalse(Selectors.matches(selector().addToMatchLabels("app", "db").build(), labels));
  }

  @Test
  void expressions() {
    assertTrue(Selectors.matches(expression("app", "In", "db", "web"), labels));
    assertFalse(Selectors.matches(expression("app", "NotIn", "web"), labels));
    assertTrue(Selectors.matches(expression("missing", "NotIn", "web"), labels));
    assertTrue(Selectors.matches(expression("tier", "Exists"), labels));
    assertFalse(Selectors.matches(expression("tier", "DoesNotExist"), labels));
  }

  private static LabelSelectorBuilder selector() {
    return new LabelSelectorBuilder();
  }

  private static LabelSelector expression(String key, String operator, String... values) {
    return selector()
        .addNewMatchExpression()
        .withKey(key)
        .withOperator(operator)
        .withValues(values)
        .endMatchExpression()
        .build();
  }
}
