package dev.skiff.controlplane.resource.validation;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address as Go's {@code net/url} reads it: more leniently than {@link java.net.URI}, and with
 * other words for what is wrong.
 *
 * @param scheme in lower case; empty if there is none
 * @param user what is before the @; null if there is none
 */
record GoUrl(String scheme, String user, String host, String query, String fragment) {
  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][-+.A-Za-z0-9]*):(.*)", Pattern.DOTALL);
  private static final Pattern ESCAPE =
      Pattern.compile("%(?![0-9A-Fa-f]{2}).{0,2}", Pattern.DOTALL);

  /** Of hosts only what is no ASCII may be escaped. */
  private static final Pattern HOST_ESCAPE = Pattern.compile("%(?!25)[0-7][0-9A-Fa-f]");

  private static final Pattern NOT_IN_HOST =
      Pattern.compile("[\\x00-\\x7f&&[^-A-Za-z0-9_.~!$&'()*+,;=:\\[\\]<>\"%]]");
  private static final Pattern NOT_IN_USER = Pattern.compile("[^-A-Za-z0-9._:~!$&'()*+,;=%@]");
  private static final Pattern PORT = Pattern.compile("(:[0-9]*)?");

  /** What is wrong with an address. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String problem) {
      super(problem);
    }
  }

  static GoUrl parse(String text) throws Malformed {
    int hash = text.indexOf('#');
    String whole = hash < 0 ? text : text.substring(0, hash);
    String fragment = hash < 0 ? "" : text.substring(hash + 1);
    try {
      GoUrl url = beforeFragment(whole, fragment);
      whole = text;
      escapes(fragment);
      return url;
    } catch (Malformed wrong) {
      throw new Malformed("parse " + GoText.quote(whole) + ": " + wrong.getMessage());
    }
  }

  private static GoUrl beforeFragment(String text, String fragment) throws Malformed {
    if (text.codePoints().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new Malformed("net/url: invalid control character in URL");
    }
    if (text.startsWith(":")) throw new Malformed("missing protocol scheme");
    Matcher parts = SCHEME.matcher(text);
    boolean absolute = parts.matches();
    String scheme = absolute ? parts.group(1).toLowerCase(Locale.ROOT) : "";
    String rest = absolute ? parts.group(2) : text;
    int mark = rest.indexOf('?');
    String query = mark < 0 ? "" : rest.substring(mark + 1);
    if (mark >= 0) rest = rest.substring(0, mark);
    if (!rest.startsWith("/")) {
      if (!absolute && rest.split("/", 2)[0].contains(":")) {
        throw new Malformed("first path segment in URL cannot contain colon");
      }
      if (!absolute) escapes(rest);
      return new GoUrl(scheme, null, "", query, fragment);
    }
    boolean authority = rest.startsWith("//") && (absolute || !rest.startsWith("///"));
    if (!authority) {
      escapes(rest);
      return new GoUrl(scheme, null, "", query, fragment);
    }
    int slash = rest.indexOf('/', 2);
    String server = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
    int at = server.lastIndexOf('@');
    String host = host(server.substring(at + 1));
    String user = at < 0 ? null : user(server.substring(0, at));
    if (slash >= 0) escapes(rest.substring(slash));
    return new GoUrl(scheme, user, host, query, fragment);
  }

  private static String user(String user) throws Malformed {
    if (NOT_IN_USER.matcher(user).find()) throw new Malformed("net/url: invalid userinfo");
    escapes(user);
    return user;
  }

  private static String host(String host) throws Malformed {
    int open = host.lastIndexOf('[');
    if (open > 0) throw new Malformed("invalid IP-literal");
    int colon = host.indexOf(':');
    if (open == 0) {
      int close = host.lastIndexOf(']');
      if (close < 0) throw new Malformed("missing ']' in host");
      port(host.substring(close + 1));
      String address = host.substring(1, close);
      if (!Addresses.ip(address).isEmpty()) {
        throw new Malformed(
            "invalid host: ParseAddr(" + GoText.quote(address) + "): unable to parse IP");
      }
      if (!address.contains(":")) throw new Malformed("invalid IP-literal");
    } else if (colon >= 0) {
      port(host.substring(colon));
    }
    Matcher escape = HOST_ESCAPE.matcher(host);
    Matcher character = NOT_IN_HOST.matcher(host);
    escapes(host);
    if (escape.find()) throw new Malformed("invalid URL escape \"" + escape.group() + "\"");
    if (character.find()) {
      throw new Malformed("invalid character " + GoText.quote(character.group()) + " in host name");
    }
    return host;
  }

  private static void port(String port) throws Malformed {
    if (PORT.matcher(port).matches()) return;
    throw new Malformed("invalid port " + GoText.quote(port) + " after host");
  }

  private static void escapes(String text) throws Malformed {
    Matcher wrong = ESCAPE.matcher(text);
    if (wrong.find()) throw new Malformed("invalid URL escape " + GoText.quote(wrong.group()));
  }
}
