package dev.skiff.controlplane.controller.common;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.IntOrString;
import org.junit.jupiter.api.Test;

class IntOrPercentTest {
  @Test
  void numbersStandForThemselves() {
    assertEquals(3, IntOrPercent.resolve(new IntOrString(3), "25%", 10, true));
  }

  @Test
  void percentagesRoundAsAsked() {
    assertEquals(3, IntOrPercent.resolve(new IntOrString("25%"), "0", 10, true));
    assertEquals(2, IntOrPercent.resolve(new IntOrString("25%"), "0", 10, false));
    assertEquals(0, IntOrPercent.resolve(new IntOrString("0%"), "0", 10, true));
  }

  @Test
  void nothingMeansTheFallback() {
    assertEquals(1, IntOrPercent.resolve(null, "25%", 3, true));
    assertEquals(0, IntOrPercent.resolve(null, "25%", 3, false));
  }
}
