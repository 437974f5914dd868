package dev.skiff.controlplane.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class QuantityTest {
  @Test
  void canonicalForm() {
    assertEquals("1500m", Quantity.parse("1.5").toString());
    assertEquals("1", Quantity.parse("1000m").toString());
    assertEquals("2k", Quantity.parse("2000").toString());
    assertEquals("1Gi", Quantity.parse("1024Mi").toString());
    assertEquals("1536Mi", Quantity.parse("1.5Gi").toString());
    assertEquals("1G", Quantity.parse("1e9").toString());
    assertEquals("0", Quantity.parse("0Mi").toString());
  }

  @Test
  void arithmetic() {
    assertEquals("1", Quantity.parse("600m").plus(Quantity.parse("400m")).toString());
    assertEquals(0, Quantity.parse("1Ki").compareTo(Quantity.parse("1024")));
    assertThrows(NumberFormatException.class, () -> Quantity.parse("1x"));
  }
}
