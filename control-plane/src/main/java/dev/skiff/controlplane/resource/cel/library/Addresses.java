package dev.skiff.controlplane.resource.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.OpaqueValue;
import dev.skiff.controlplane.resource.validation.GoText;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** IP addresses and networks as values. */
final class Addresses {
  static final OpaqueType IP = OpaqueType.create("net.IP");
  static final OpaqueType CIDR = OpaqueType.create("net.CIDR");

  private static final String BYTE = "(0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
  private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");

  private static final String NO_NETWORK =
      "network address parse error during conversion from string: ";

  private Addresses() {}

  /** An address. */
  record Ip(InetAddress address) implements OpaqueValue {
    @Override
    public CelType type() {
      return IP;
    }

    @Override
    public long size() {
      return address.getAddress().length;
    }

    boolean isV4() {
      return address instanceof Inet4Address;
    }

    @Override
    public String toString() {
      return isV4() ? address.getHostAddress() : canonical(address.getAddress());
    }
  }

  /** A network, with the address as it was written. */
  record Network(Ip ip, int length) implements OpaqueValue {
    @Override
    public CelType type() {
      return CIDR;
    }

    @Override
    public long size() {
      return ip.size();
    }

    boolean contains(Ip other) {
      return other.size() == ip.size() && masked(other.address, length).equals(masked());
    }

    boolean contains(Network other) {
      return other.length >= length && contains(other.ip);
    }

    private InetAddress masked() {
      return masked(ip.address, length);
    }

    Network network() {
      return new Network(new Ip(masked()), length);
    }

    private static InetAddress masked(InetAddress address, int length) {
      byte[] bytes = address.getAddress();
      for (int i = 0; i < bytes.length; i++) {
        int kept = Math.clamp(length - 8L * i, 0, 8);
        bytes[i] &= (byte) (0xFF00 >> kept);
      }
      return of(bytes);
    }

    @Override
    public String toString() {
      return ip + "/" + length;
    }
  }

  private static InetAddress of(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * @throws CelException if it is no address, or one with a zone, or an IPv4 address in IPv6's form
   */
  static Ip ip(String text) {
    if (text.contains(":") && text.contains("%")) {
      throw new CelException("IP address \"" + text + "\" with zone value is not allowed");
    }
    InetAddress address = parse(text);
    if (address == null) {
      throw new CelException(
          "IP Address \"%s\" parse error during conversion from string: ParseAddr(\"%s\"): unable to parse IP"
              .formatted(text, text));
    }
    if (address instanceof Inet4Address && text.contains(":")) {
      throw new CelException("IPv4-mapped IPv6 address \"" + text + "\" is not allowed");
    }
    return new Ip(address);
  }

  /**
   * @throws CelException if it is no network
   */
  static Network network(String text) {
    int slash = text.lastIndexOf('/');
    if (slash < 0) throw noPrefix(text, "no '/'");
    String address = text.substring(0, slash);
    String length = text.substring(slash + 1);
    if (address.contains(":") && address.contains("%")) {
      throw noPrefix(text, "IPv6 zones cannot be present in a prefix");
    }
    InetAddress parsed = parse(address);
    if (parsed == null) throw noPrefix(text, "ParseAddr(\"" + address + "\"): unable to parse IP");
    if (!length.matches("0|[1-9]\\d{0,8}")) {
      throw noPrefix(text, "bad bits after slash: " + GoText.quote(length));
    }
    int bits = Integer.parseInt(length);
    if (bits > (address.contains(":") ? 128 : 32)) {
      throw noPrefix(text, "prefix length out of range");
    }
    if (parsed instanceof Inet4Address && address.contains(":")) {
      throw new CelException(
          NO_NETWORK + "IPv4-mapped IPv6 address " + GoText.quote(text) + " is not allowed");
    }
    return new Network(new Ip(parsed), bits);
  }

  /** Upstream says it twice. */
  private static CelException noPrefix(String text, String why) {
    return new CelException(
        NO_NETWORK + NO_NETWORK + "netip.ParsePrefix(" + GoText.quote(text) + "): " + why);
  }

  private static InetAddress parse(String text) {
    try {
      if (!text.contains(":")) {
        return IPV4.matcher(text).matches() ? Inet4Address.ofLiteral(text) : null;
      }
      return text.startsWith("[") ? null : InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /** The form of RFC 5952: the longest run of zeros is left out. */
  private static String canonical(byte[] bytes) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) groups[i] = (bytes[2 * i] & 0xFF) << 8 | bytes[2 * i + 1] & 0xFF;
    int start = -1;
    int longest = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) end++;
      if (end - i > longest) {
        start = i;
        longest = end - i;
      }
    }
    if (start < 0) return joined(groups, 0, 8);
    return joined(groups, 0, start) + "::" + joined(groups, start + longest, 8);
  }

  private static String joined(int[] groups, int from, int to) {
    StringJoiner text = new StringJoiner(":");
    for (int i = from; i < to; i++) text.add(Integer.toHexString(groups[i]));
    return text.toString();
  }
}
