package dev.skiff.iptables.route;

import java.util.HexFormat;

/**
 * An Ethernet address.
 *
 * @param value 48 bits, the first octet highest
 */
public record MacAddress(long value) {
  private static final HexFormat FORMAT = HexFormat.ofDelimiter(":");

  /** Reads "02:42:0a:00:00:01". */
  public static MacAddress parse(String text) {
    return of(FORMAT.parseHex(text));
  }

  /** The address of six octets. */
  public static MacAddress of(byte[] octets) {
    if (octets.length != 6) {
      throw new IllegalArgumentException("an Ethernet address of " + octets.length + " octets");
    }
    long value = 0;
    for (byte octet : octets) {
      value = value << 8 | octet & 0xff;
    }
    return new MacAddress(value);
  }

  /** The six octets. */
  public byte[] octets() {
    byte[] octets = new byte[6];
    for (int i = 0; i < 6; i++) {
      octets[i] = (byte) (value >> 8 * (5 - i));
    }
    return octets;
  }

  @Override
  public String toString() {
    return FORMAT.formatHex(octets());
  }
}
