package dev.skiff.iptables.route;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An address with a prefix length, as "10.244.1.0/24". The host bits may be set: an interface's
 * address is written so too.
 *
 * @param address IPv4 or IPv6
 * @param prefix number of leading bits that are the network
 */
public record Cidr(InetAddress address, int prefix) {
  /** Checks the prefix length. */
  public Cidr {
    if (prefix < 0 || prefix > address.getAddress().length * 8) {
      throw new IllegalArgumentException(
          "prefix length " + prefix + " does not fit " + address.getHostAddress());
    }
  }

  /**
   * Reads "address/prefix".
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not an address with prefix length: " + text);
    }
    try {
      return new Cidr(
          InetAddress.ofLiteral(text.substring(0, slash)),
          Integer.parseInt(text.substring(slash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not an address with prefix length: " + text, e);
    }
  }

  /** The whole-length prefix of one address. */
  public static Cidr host(InetAddress address) {
    return new Cidr(address, address.getAddress().length * 8);
  }

  /** Whether an address is inside. */
  public boolean contains(InetAddress other) {
    byte[] bytes = other.getAddress();
    if (bytes.length != address.getAddress().length) {
      return false;
    }
    byte[] mask = mask();
    byte[] own = address.getAddress();
    for (int i = 0; i < mask.length; i++) {
      if (((bytes[i] ^ own[i]) & mask[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The same with all host bits zero. */
  public Cidr network() {
    byte[] mask = mask();
    byte[] bytes = address.getAddress();
    for (int i = 0; i < mask.length; i++) {
      bytes[i] &= mask[i];
    }
    return new Cidr(ofBytes(bytes), prefix);
  }

  /** The netmask in network order. */
  public byte[] mask() {
    byte[] mask = new byte[address.getAddress().length];
    for (int bit = 0; bit < prefix; bit++) {
      mask[bit / 8] |= (byte) (0x80 >> bit % 8);
    }
    return mask;
  }

  /** An address of 4 or 16 bytes. */
  static InetAddress ofBytes(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address of " + bytes.length + " bytes", e);
    }
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + prefix;
  }
}
