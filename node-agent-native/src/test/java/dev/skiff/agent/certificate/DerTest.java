package dev.skiff.agent.certificate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DerTest {

  @Test
  void objectIdentifiersUseBase128() {
    // id-ecPublicKey, as RFC 5480 and every certificate has it
    assertEquals("06072a8648ce3d0201", hex(Der.oid("1.2.840.10045.2.1")));
    assertEquals("0603550403", hex(Der.oid("2.5.4.3")));
  }

  @Test
  void lengthsBeyond127TakeMoreOctets() {
    byte[] longValue = Der.value(Der.OCTET_STRING, new byte[300]);
    assertEquals("0482012c", hex(longValue).substring(0, 8));
    byte[] medium = Der.value(Der.OCTET_STRING, new byte[200]);
    assertEquals("0481c8", hex(medium).substring(0, 6));
    assertArrayEquals(new byte[] {4, 1, 7}, Der.value(Der.OCTET_STRING, new byte[] {7}));
  }

  @Test
  void bitStringsBeginWithTheCountOfUnusedBits() {
    assertEquals("030200ff", hex(Der.bits(new byte[] {(byte) 0xff})));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
