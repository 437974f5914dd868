package dev.skiff.controlplane.resource.cel.library;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.STRING;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLibrary;
import dev.skiff.controlplane.resource.cel.Functions;
import dev.skiff.controlplane.resource.cel.OpaqueValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Absolute URLs and absolute paths, and their parts. */
public final class UrlLibrary implements CelLibrary {
  private static final OpaqueType TYPE = OpaqueType.create("kubernetes.URL");

  private record Url(URI uri) implements OpaqueValue {
    @Override
    public CelType type() {
      return TYPE;
    }

    @Override
    public long size() {
      return uri.toString().length();
    }
  }

  @Override
  public void addTo(Functions functions) {
    functions.type(TYPE);
    functions.global("url", "string_to_url", TYPE, List.of(STRING), v -> parse((String) v[0]));
    functions.global("isURL", "is_url_string", BOOL, List.of(STRING), v -> isUrl((String) v[0]));
    part(functions, "getScheme", "url_get_scheme", uri -> text(uri.getScheme()));
    part(functions, "getHost", "url_get_host", UrlLibrary::host);
    part(functions, "getHostname", "url_get_hostname", UrlLibrary::hostname);
    part(functions, "getPort", "url_get_port", uri -> uri.getPort() < 0 ? "" : "" + uri.getPort());
    part(functions, "getEscapedPath", "url_get_escaped_path", uri -> text(uri.getRawPath()));
    functions.member(
        "getQuery",
        "url_get_query",
        MapType.create(STRING, ListType.create(STRING)),
        List.of(TYPE),
        v -> query(((Url) v[0]).uri.getRawQuery()));
  }

  private static void part(
      Functions functions, String name, String overload, Function<URI, String> part) {
    functions.member(name, overload, STRING, List.of(TYPE), v -> part.apply(((Url) v[0]).uri));
  }

  private static String text(String part) {
    return part == null ? "" : part;
  }

  private static String host(URI uri) {
    String authority = text(uri.getRawAuthority());
    return authority.substring(authority.indexOf('@') + 1);
  }

  private static String hostname(URI uri) {
    String host = text(uri.getHost());
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static Object query(String query) {
    Map<String, List<Object>> parameters = new LinkedHashMap<>();
    for (String pair : text(query).split("&")) {
      if (pair.isEmpty()) continue;
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters.computeIfAbsent(decoded(name), each -> new ArrayList<>()).add(decoded(value));
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }

  private static boolean isUrl(String text) {
    try {
      parse(text);
      return true;
    } catch (CelException _) {
      return false;
    }
  }

  private static Url parse(String text) {
    if (text.isEmpty()) throw wrong(text, "empty url");
    try {
      URI uri = new URI(text);
      if (!uri.isAbsolute() && !text.startsWith("/")) throw wrong(text, "invalid URI for request");
      return new Url(uri);
    } catch (URISyntaxException malformed) {
      throw wrong(text, malformed.getReason());
    }
  }

  private static CelException wrong(String text, String why) {
    return new CelException(
        "URL parse error during conversion from string: parse \"" + text + "\": " + why);
  }
}
