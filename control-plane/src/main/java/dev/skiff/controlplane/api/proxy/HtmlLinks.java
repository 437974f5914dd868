package dev.skiff.controlplane.api.proxy;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The links in an HTML page: the attributes that hold addresses, by their elements. */
final class HtmlLinks {
  private static final Map<String, Set<String>> ATTRIBUTES =
      Map.ofEntries(
          entry("a", Set.of("href")),
          entry("applet", Set.of("codebase")),
          entry("area", Set.of("href")),
          entry("audio", Set.of("src")),
          entry("base", Set.of("href")),
          entry("blockquote", Set.of("cite")),
          entry("body", Set.of("background")),
          entry("button", Set.of("formaction")),
          entry("command", Set.of("icon")),
          entry("del", Set.of("cite")),
          entry("embed", Set.of("src")),
          entry("form", Set.of("action")),
          entry("frame", Set.of("longdesc", "src")),
          entry("head", Set.of("profile")),
          entry("html", Set.of("manifest")),
          entry("iframe", Set.of("longdesc", "src")),
          entry("img", Set.of("longdesc", "src", "usemap")),
          entry("input", Set.of("src", "usemap", "formaction")),
          entry("ins", Set.of("cite")),
          entry("link", Set.of("href")),
          entry("object", Set.of("classid", "codebase", "data", "usemap")),
          entry("q", Set.of("cite")),
          entry("script", Set.of("src")),
          entry("source", Set.of("src")),
          entry("video", Set.of("poster", "src")));

  /** A comment, the text of a script or style, or the beginning of an element. */
  private static final Pattern TOKEN =
      Pattern.compile("(?is)<!--.*?-->|<([a-z][a-z0-9]*)((?:\"[^\"]*\"|'[^']*'|[^'\">]++)*+)>");

  private static final Pattern ATTRIBUTE =
      Pattern.compile("(?s)([^\\s=/\"'>]+)(\\s*=\\s*)(\"[^\"]*\"|'[^']*'|[^\\s\"'>]+)");

  private HtmlLinks() {}

  /** The page with its links changed, and nothing else. */
  static String rewrite(String html, UnaryOperator<String> link) {
    Matcher token = TOKEN.matcher(html);
    StringBuilder result = new StringBuilder();
    int at = 0;
    while (token.find(at)) {
      result.append(html, at, token.start());
      at = token.end();
      if (token.group(1) == null) {
        result.append(token.group());
        continue;
      }
      String element = token.group(1).toLowerCase(Locale.ROOT);
      result.append('<').append(token.group(1));
      Set<String> attributes = ATTRIBUTES.getOrDefault(element, Set.of());
      result.append(attributes(token.group(2), attributes, link)).append('>');
      // What is inside is no HTML.
      if (element.equals("script") || element.equals("style")) {
        int end = html.toLowerCase(Locale.ROOT).indexOf("</" + element, at);
        end = end < 0 ? html.length() : end;
        result.append(html, at, end);
        at = end;
      }
    }
    return result.append(html, at, html.length()).toString();
  }

  private static String attributes(String text, Set<String> names, UnaryOperator<String> link) {
    if (names.isEmpty()) return text;
    return ATTRIBUTE
        .matcher(text)
        .replaceAll(
            found -> {
              String name = found.group(1).toLowerCase(Locale.ROOT);
              if (!names.contains(name)) return Matcher.quoteReplacement(found.group());
              String value = found.group(3);
              String quote =
                  value.startsWith("\"") || value.startsWith("'") ? value.substring(0, 1) : "";
              String bare = quote.isEmpty() ? value : value.substring(1, value.length() - 1);
              String changed = link.apply(bare.replace("&amp;", "&")).replace("&", "&amp;");
              return Matcher.quoteReplacement(
                  found.group(1) + found.group(2) + quote + changed + quote);
            });
  }
}
