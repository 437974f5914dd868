package dev.skiff.controlplane.resource.custom.format;

import dev.skiff.controlplane.resource.validation.Addresses;
import dev.skiff.controlplane.resource.validation.IpText;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Addresses and names of hosts. */
final class NetworkFormats {
  private static final Pattern LONG_GROUP = Pattern.compile("[0-9a-fA-F]{5}");
  private static final Pattern ZEROS = Pattern.compile("(?<![0-9a-fA-F])0+(?=[0-9a-fA-F])");
  private static final Pattern PREFIX = Pattern.compile("0*+\\d{0,3}");
  private static final Pattern MAC = mac();
  private static final Pattern HOSTNAME = hostname();
  private static final int LONGEST_HOSTNAME = 255;
  private static final int LONGEST_LABEL = 63;

  private NetworkFormats() {}

  /** With zeros in front of numbers; also in IPv6's form. */
  static boolean isIpv4(String text) {
    return text.contains(".") && isAddress(text);
  }

  /** An address of either family, with any number of zeros in front of its numbers. */
  private static boolean isAddress(String text) {
    return Addresses.parse(ZEROS.matcher(text).replaceAll("")) != null;
  }

  /** Without a zone, and without zeros in front of decimal numbers. */
  static boolean isIpv6(String text) {
    if (!text.contains(":") || Addresses.parse(text) == null) return false;
    String last = text.substring(text.lastIndexOf(':') + 1);
    boolean strict = !last.contains(".") || IpText.address(last) != null;
    return strict && !LONG_GROUP.matcher(text).find();
  }

  /** An address of either family, without zeros in front of decimal numbers. */
  static boolean isIp(String text) {
    return text.contains(":") ? isIpv6(text) : IpText.address(text) != null;
  }

  /** Bits beyond the prefix may be set. */
  static boolean isCidr(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !isAddress(text.substring(0, slash))) return false;
    String prefix = text.substring(slash + 1);
    boolean number = !prefix.isEmpty() && PREFIX.matcher(prefix).matches();
    return number && Integer.parseInt(prefix) <= (text.contains(":") ? 128 : 32);
  }

  static boolean isMac(String text) {
    return MAC.matcher(text).matches();
  }

  /** Of 6, 8 or 20 bytes. */
  private static Pattern mac() {
    String bytes = "xx(?:-xx){5}(?:(?:-xx){2}(?:(?:-xx){12})?)?";
    String words = "x{4}(?:\\.x{4}){2}(?:\\.x{4}(?:(?:\\.x{4}){6})?)?";
    String form = bytes + "|" + bytes.replace('-', ':') + "|" + words;
    return Pattern.compile(form.replace("x", "[0-9a-fA-F]"));
  }

  static boolean isHostname(String text) {
    if (length(text) > LONGEST_HOSTNAME || !HOSTNAME.matcher(text).matches()) return false;
    for (String label : text.split("\\.")) {
      if (length(label) > LONGEST_LABEL) return false;
    }
    return true;
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** One label, which may have a dash as its second character only, or several. */
  private static Pattern hostname() {
    String form = "s-?s{0,62}|(?:s(?:[s-]{0,61}s)?\\.)+[a-zA-Z\\p{L}]{2,63}";
    return Pattern.compile(
        form.replace("[s-]", "[a-zA-Z0-9\\p{S}\\p{L}-]").replace("s", "[a-zA-Z0-9\\p{S}\\p{L}]"));
  }
}
