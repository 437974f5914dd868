package dev.skiff.controlplane.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DeflatedValuesTest {
  private final DeflatedValues values = new DeflatedValues();

  @Test
  void jsonIsSmallerOnDiskAndComesBack() {
    byte[] json = bytes("{\"kind\":\"ConfigMap\"," + "\"a\":\"b\",".repeat(100) + "\"c\":1}");
    byte[] packed = values.pack(json);
    assertTrue(packed.length < json.length / 4, "packed into " + packed.length);
    assertArrayEquals(json, DeflatedValues.unpack(packed));
    assertArrayEquals(packed, values.pack(json));
  }

  @Test
  void whatIsNotJsonOrTooShortStaysAsItIs() {
    byte[] encrypted = bytes("k8s:enc:aesgcm:v1:key:" + "x".repeat(500));
    assertSame(encrypted, values.pack(encrypted));
    assertSame(encrypted, DeflatedValues.unpack(encrypted));
    byte[] small = bytes("{\"a\":1}");
    assertSame(small, values.pack(small));
    assertSame(small, DeflatedValues.unpack(small));
  }

  @Test
  void aDamagedValueIsAnError() {
    byte[] packed = values.pack(bytes("{" + "\"a\":1,".repeat(100) + "}"));
    byte[] cut = Arrays.copyOf(packed, packed.length / 2);
    assertThrows(UncheckedIOException.class, () -> DeflatedValues.unpack(cut));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
