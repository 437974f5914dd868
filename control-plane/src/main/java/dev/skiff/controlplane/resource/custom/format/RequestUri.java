package dev.skiff.controlplane.resource.custom.format;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** URIs as Go's HTTP servers take them: with a scheme, or an absolute path. */
final class RequestUri {
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]");
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*+:");
  private static final String ESCAPE = "%[0-9a-fA-F]{2}";
  private static final Pattern PATH = Pattern.compile("(?:[^%]|" + ESCAPE + ")*+");
  private static final Pattern USER =
      Pattern.compile("(?:[A-Za-z0-9._:~!$&'()*+,;=@-]|" + ESCAPE + ")*+");

  /** Escapes stand for what is no ASCII. */
  private static final Pattern HOST =
      Pattern.compile(
          "(?:[^\\x00-\\x7f]|[A-Za-z0-9._~!$&'()*+,;=:\\[\\]<>\"-]|%25|%[89a-fA-F][0-9a-fA-F])*+");

  private static final Pattern PORT = Pattern.compile("(?::\\d*+)?");
  private static final String ZONE = "%25";

  private RequestUri() {}

  static boolean isOne(String text) {
    if (CONTROL.matcher(text).find()) return false;
    if (text.equals("*")) return true;
    Matcher scheme = SCHEME.matcher(text);
    boolean absolute = scheme.lookingAt();
    String rest = before('?', absolute ? text.substring(scheme.end()) : text);
    if (!rest.startsWith("/")) return absolute;
    if (!absolute || !rest.startsWith("//")) return PATH.matcher(rest).matches();
    String authority = before('/', rest.substring(2));
    String path = rest.substring(2 + authority.length());
    return isAuthority(authority) && PATH.matcher(path).matches();
  }

  private static String before(char end, String text) {
    int found = text.indexOf(end);
    return found < 0 ? text : text.substring(0, found);
  }

  private static boolean isAuthority(String text) {
    int at = text.lastIndexOf('@');
    boolean user = at < 0 || USER.matcher(text.substring(0, at)).matches();
    return user && isHost(text.substring(at + 1));
  }

  private static boolean isHost(String text) {
    int bracket = text.lastIndexOf('[');
    if (bracket > 0) return false;
    if (bracket == 0) return isLiteral(text);
    int colon = text.lastIndexOf(':');
    String port = colon < 0 ? "" : text.substring(colon);
    return PORT.matcher(port).matches() && HOST.matcher(text).matches();
  }

  /** An IPv6 address between brackets, maybe with a zone. */
  private static boolean isLiteral(String text) {
    int end = text.lastIndexOf(']');
    if (end < 0 || !PORT.matcher(text.substring(end + 1)).matches()) return false;
    String address = text.substring(1, end);
    int percent = address.indexOf(ZONE);
    if (percent < 0) return NetworkFormats.isIpv6(address);
    String zone = address.substring(percent + ZONE.length()).replace("%20", "");
    return address.length() > percent + ZONE.length()
        && HOST.matcher(zone).matches()
        && NetworkFormats.isIpv6(address.substring(0, percent));
  }
}
