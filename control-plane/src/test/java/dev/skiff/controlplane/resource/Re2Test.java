package dev.skiff.controlplane.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class Re2Test {
  @Test
  @Timeout(20)
  void matchingTakesLinearTime() {
    assertFalse(Re2.compile("^(a+)+$").matcher("a".repeat(10_000) + "!").find());
    assertTrue(Re2.compile("^(a|b)*$").matcher("ab".repeat(10_000)).find());
  }

  @Test
  void nestingHasALimit() {
    Re2.compile("(".repeat(1000) + ")".repeat(1000));
    Re2.compile("\\(".repeat(2000) + "[((]".repeat(2000));
    PatternSyntaxException refused =
        assertThrows(
            PatternSyntaxException.class, () -> Re2.compile("(".repeat(1001) + ")".repeat(1001)));
    assertEquals("expression nests too deeply", refused.getDescription());
  }
}
