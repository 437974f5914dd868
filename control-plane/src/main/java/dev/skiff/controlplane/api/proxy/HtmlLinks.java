package dev.skiff.controlplane.api.proxy;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

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

  private final String html;
  private final UnaryOperator<String> link;
  private final int most;
  private final StringBuilder result;

  /** What is before it is in the result, changed or not. */
  private int copied;

  private int at;

  private HtmlLinks(String html, UnaryOperator<String> link, int most) {
    this.html = html;
    this.link = link;
    this.most = most;
    this.result = new StringBuilder(html.length() + html.length() / 8);
  }

  /**
   * The page with its links changed, and nothing else. Every character is looked at a fixed number
   * of times, whatever the page is like: strangers write pages.
   *
   * @param most characters that the result may have
   * @return empty if it would have more
   */
  static Optional<String> rewrite(String html, UnaryOperator<String> link, int most) {
    HtmlLinks page = new HtmlLinks(html, link, most);
    while (page.at < html.length()) page.next();
    page.copy(html.length());
    return page.result.length() > most ? Optional.empty() : Optional.of(page.result.toString());
  }

  /** Goes on behind the next comment or element; what is never closed goes on to the end. */
  private void next() {
    int start = html.indexOf('<', at);
    if (start < 0) {
      at = html.length();
    } else if (html.startsWith("<!--", start)) {
      at = behind("-->", start + 4);
    } else if (start + 1 < html.length() && isLetter(html.charAt(start + 1))) {
      element(start + 1);
    } else {
      at = start + 1;
    }
  }

  private void element(int start) {
    at = start;
    while (at < html.length() && !isSpace(here()) && here() != '/' && here() != '>') at++;
    String element = html.substring(start, at).toLowerCase(Locale.ROOT);
    Set<String> links = ATTRIBUTES.getOrDefault(element, Set.of());
    while (at < html.length() && here() != '>') {
      if (isSpace(here()) || here() == '/') at++;
      else attribute(links);
    }
    if (at < html.length()) at++;
    // What is inside is no HTML.
    if (element.equals("script") || element.equals("style")) at = endOf(element);
  }

  private void attribute(Set<String> links) {
    int start = at++;
    while (at < html.length() && !isSpace(here()) && "/>=".indexOf(here()) < 0) at++;
    int end = at;
    skipSpace();
    if (at == html.length() || here() != '=') return;
    at++;
    skipSpace();
    if (at == html.length()) return;
    char quote = here();
    boolean quoted = quote == '"' || quote == '\'';
    int value = quoted ? at + 1 : at;
    int valueEnd = quoted ? html.indexOf(quote, value) : unquotedEnd();
    at = valueEnd < 0 ? html.length() : quoted ? valueEnd + 1 : valueEnd;
    if (valueEnd < 0 || !links.contains(html.substring(start, end).toLowerCase(Locale.ROOT)))
      return;
    if (result.length() > most) return;
    copy(value);
    String address = html.substring(value, valueEnd).replace("&amp;", "&");
    result.append(link.apply(address).replace("&", "&amp;"));
    copied = valueEnd;
  }

  private int unquotedEnd() {
    int end = at;
    while (end < html.length() && !isSpace(html.charAt(end)) && html.charAt(end) != '>') end++;
    return end;
  }

  /** Where an element is closed whose content is no HTML. */
  private int endOf(String element) {
    int end = html.indexOf("</", at);
    while (end >= 0 && !html.regionMatches(true, end + 2, element, 0, element.length())) {
      end = html.indexOf("</", end + 2);
    }
    return end < 0 ? html.length() : end;
  }

  private int behind(String end, int from) {
    int found = html.indexOf(end, from);
    return found < 0 ? html.length() : found + end.length();
  }

  private void skipSpace() {
    while (at < html.length() && isSpace(here())) at++;
  }

  private char here() {
    return html.charAt(at);
  }

  private void copy(int end) {
    result.append(html, copied, end);
    copied = end;
  }

  private static boolean isLetter(char one) {
    return one >= 'a' && one <= 'z' || one >= 'A' && one <= 'Z';
  }

  private static boolean isSpace(char one) {
    return one == ' ' || one == '\t' || one == '\n' || one == '\r' || one == '\f';
  }
}
