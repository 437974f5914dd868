package dev.skiff.controlplane.resource.validation;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/** Addresses and networks as text, in upstream's words. */
public final class IpText {
  private static final String NO_ADDRESS =
      "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  private static final String NO_NETWORK =
      "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

  private IpText() {}

  /** What is wrong with an address; nothing if it is one in canonical form. */
  public static List<String> addressProblems(String text) {
    InetAddress address = Addresses.parse(text);
    if (address == null) return List.of(NO_ADDRESS);
    if (hasLeadingZeros(text)) return List.of("must not have leading 0s");
    if (isMapped(text, address)) return List.of("must not be an IPv4-mapped IPv6 address");
    String canonical = format(address.getAddress());
    if (canonical.equals(text)) return List.of();
    return List.of("must be in canonical form (\"" + canonical + "\")");
  }

  /** What is wrong with a network; nothing if it is one in canonical form, without host bits. */
  public static List<String> cidrProblems(String text) {
    int slash = text.indexOf('/');
    InetAddress address = slash < 0 ? null : Addresses.parse(text.substring(0, slash));
    String length = text.substring(slash + 1);
    int most = text.contains(":") ? 128 : 32;
    if (address == null || !length.matches("\\d{1,9}") || Integer.parseInt(length) > most) {
      return List.of(NO_NETWORK);
    }
    if (hasLeadingZeros(text.substring(0, slash)) || length.matches("0\\d+")) {
      return List.of("must not have leading 0s in IP or prefix length");
    }
    if (isMapped(text, address)) return List.of("must not have an IPv4-mapped IPv6 address");
    int prefix = Integer.parseInt(length);
    byte[] bytes = address.getAddress();
    for (int bit = prefix; bit < bytes.length * 8; bit++) {
      boolean set = (bytes[bit / 8] & 0x80 >> bit % 8) != 0;
      if (set) return List.of("must not have bits set beyond the prefix length");
    }
    String canonical = format(bytes) + "/" + prefix;
    if (canonical.equals(text)) return List.of();
    return List.of("must be in canonical form (\"" + canonical + "\")");
  }

  /** Whether a number of four bytes begins with a zero that is not all of it. */
  private static boolean hasLeadingZeros(String text) {
    return text.contains(".") && text.matches("(.*[.:])?0\\d+(\\..*)?");
  }

  private static boolean isMapped(String text, InetAddress address) {
    return text.contains(":") && address instanceof Inet4Address;
  }

  /** The bytes of an address; null if it is none. Names are never looked up. */
  public static byte[] address(String text) {
    boolean six = text.contains(":");
    boolean digits = text.matches(six ? "[0-9a-fA-F:.]+" : "((0|[1-9][0-9]{0,2})(\\.|$)){4}");
    if (!digits) return null;
    try {
      byte[] address = InetAddress.ofLiteral(text).getAddress();
      return six || !text.endsWith(".") ? address : null;
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /** The form of RFC 5952. */
  public static String format(byte[] address) {
    if (address.length == 4) {
      return (address[0] & 255)
          + "."
          + (address[1] & 255)
          + "."
          + (address[2] & 255)
          + "."
          + (address[3] & 255);
    }
    int[] words = new int[8];
    for (int i = 0; i < 8; i++) words[i] = (address[2 * i] & 255) << 8 | address[2 * i + 1] & 255;
    int longest = 1;
    int begin = -1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && words[end] == 0) end++;
      if (end - i > longest) {
        longest = end - i;
        begin = i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == begin) {
        text.append("::");
        i += longest - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') text.append(':');
      text.append(Integer.toHexString(words[i]));
    }
    return text.toString();
  }
}
