package dev.skiff.controlplane.resource.validation;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/**
 * IP addresses and ranges as older kinds take them, in any form; newer ones want the canonical
 * form, see {@link IpText}. Nothing here asks a name server.
 */
public final class Addresses {
  private static final Pattern FOUR = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern SIX = Pattern.compile("[0-9a-fA-F]*+:[0-9a-fA-F:.]*+");
  private static final String NO_ADDRESS =
      "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  private static final String NO_RANGE =
      "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

  private Addresses() {}

  /** An address; null if the text is none. */
  public static InetAddress parse(String text) {
    boolean four = FOUR.matcher(text).matches();
    if (!four && !SIX.matcher(text).matches()) return null;
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException none) {
      return null;
    }
  }

  /** What is wrong with the text of an address; old fields take leading zeros. */
  public static List<String> ip(String text) {
    return parse(text) == null ? List.of(NO_ADDRESS) : List.of();
  }

  /** What is wrong with an address that others are to reach. */
  public static List<String> reachable(String text) {
    InetAddress address = parse(text);
    if (address == null) return List.of(NO_ADDRESS);
    if (address.isAnyLocalAddress()) {
      return List.of("may not be unspecified (" + text + ")");
    }
    if (address.isLoopbackAddress()) {
      return List.of("may not be in the loopback range (127.0.0.0/8, ::1/128)");
    }
    if (address.isLinkLocalAddress()) {
      return List.of("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
    }
    if (address.isMCLinkLocal()) {
      return List.of("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
    return List.of();
  }

  /**
   * What is wrong with an address of an interface, which has the length of its network's prefix.
   */
  static List<String> ofInterface(String text) {
    int slash = text.indexOf('/');
    InetAddress address = slash < 0 ? null : parse(text.substring(0, slash));
    String prefix = text.substring(slash + 1);
    boolean six = text.contains(":");
    if (address == null
        || !prefix.matches("\\d{1,3}")
        || Integer.parseInt(prefix) > (six ? 128 : 32)) {
      return List.of("must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)");
    }
    int length = Integer.parseInt(prefix);
    byte[] bytes = address.getAddress();
    // Of four bytes in the form of sixteen, the prefix counts those before them, too.
    if (bytes.length == 4 && length > 32) length -= 96;
    String canonical = IpText.format(bytes) + "/" + length;
    if (canonical.equals(text)) return List.of();
    return List.of("must be in canonical form (\"" + canonical + "\")");
  }

  /** What is wrong with the text of a range; old fields take one of an interface, too. */
  public static List<String> cidr(String text) {
    int slash = text.indexOf('/');
    InetAddress address = slash < 0 ? null : parse(text.substring(0, slash));
    if (address == null || !text.substring(slash + 1).matches("\\d{1,3}")) {
      return List.of(NO_RANGE);
    }
    int length = Integer.parseInt(text.substring(slash + 1));
    return length > address.getAddress().length * 8 ? List.of(NO_RANGE) : List.of();
  }
}
