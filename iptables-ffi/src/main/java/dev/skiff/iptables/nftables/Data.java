package dev.skiff.iptables.nftables;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes as registers hold them: the parts of a concatenation in network order, each padded to four
 * bytes. Equal by content.
 *
 * @param bytes not to be changed
 */
public record Data(byte[] bytes) implements Value {
  /** Nothing yet; append to it. */
  public static final Data EMPTY = new Data(new byte[0]);

  /** Appends an address. */
  public Data address(InetAddress address) {
    return append(address.getAddress());
  }

  /** Appends an IP protocol number. */
  public Data protocol(int protocol) {
    return append(new byte[] {(byte) protocol, 0, 0, 0});
  }

  /** Appends a port. */
  public Data port(int port) {
    return append(new byte[] {(byte) (port >> 8), (byte) port, 0, 0});
  }

  /** Appends a number in host order, as marks and random numbers are. */
  public Data number(int value) {
    byte[] bytes = new byte[4];
    java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.nativeOrder()).putInt(value);
    return append(bytes);
  }

  /** Appends other data. */
  public Data plus(Data other) {
    return append(other.bytes);
  }

  private Data append(byte[] part) {
    byte[] joined = Arrays.copyOf(bytes, bytes.length + part.length);
    System.arraycopy(part, 0, joined, bytes.length, part.length);
    return new Data(joined);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Data data && Arrays.equals(bytes, data.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
