package dev.skiff.controlplane.resource;

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
    assertEquals("1e9", Quantity.parse("1e9").toString());
    assertEquals("1024102400u", Quantity.parse("1.0001Ki").toString());
    assertEquals("0", Quantity.parse("0Mi").toString());
  }

  @Test
  void arithmetic() {
    assertEquals("1", Quantity.parse("600m").plus(Quantity.parse("400m")).toString());
    assertEquals("1536Mi", Quantity.ZERO.plus(Quantity.parse("1.5Gi")).toString());
    assertEquals("1500M", Quantity.parse("1G").plus(Quantity.parse("500M")).toString());
    assertEquals("-400m", Quantity.parse("600m").minus(Quantity.of(1)).toString());
    assertEquals(0, Quantity.parse("1Ki").compareTo(Quantity.parse("1024")));
    assertThrows(NumberFormatException.class, () -> Quantity.parse("1x"));
  }
}
