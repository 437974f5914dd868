package dev.skiff.controlplane.resource.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountOrPercentTest {
  @Test
  void aNumberIsNotNegativeAndATextIsAShare() {
    for (JsonNode good : List.of(IntNode.valueOf(0), TextNode.valueOf("101%"))) {
      assertEquals(0, problems(good));
    }
    assertEquals(0, problems(MissingNode.getInstance()));
    for (String bad : List.of("", "5", "-5%", "1.5%", "x")) {
      assertEquals(1, problems(TextNode.valueOf(bad)), bad);
    }
    assertEquals(1, problems(IntNode.valueOf(-1)));
  }

  @Test
  void aShareIsNoMoreThanAll() {
    FieldErrors errors = new FieldErrors();
    CountOrPercent.checkShare("f", TextNode.valueOf("100%"), errors);
    assertTrue(errors.isEmpty());
    CountOrPercent.checkShare("f", TextNode.valueOf("99999999999999999999%"), errors);
    assertEquals(1, errors.all().size());
  }

  @Test
  void whatIsNoNumberStandsForNothing() {
    for (String nothing : List.of("", "x", "0", "00%", "-5%")) {
      assertTrue(CountOrPercent.isNothing(TextNode.valueOf(nothing)), nothing);
    }
    assertFalse(CountOrPercent.isNothing(TextNode.valueOf("5")));
    assertFalse(CountOrPercent.isNothing(IntNode.valueOf(-1)));
  }

  @Test
  void manyDigitsTakeNoTime() {
    JsonNode large = TextNode.valueOf("9".repeat(2_000_000) + "%");
    FieldErrors errors = new FieldErrors();
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> CountOrPercent.checkShare("f", large, errors));
    assertEquals(1, errors.all().size());
  }

  private static int problems(JsonNode value) {
    FieldErrors errors = new FieldErrors();
    CountOrPercent.check("f", value, errors);
    return errors.all().size();
  }
}
