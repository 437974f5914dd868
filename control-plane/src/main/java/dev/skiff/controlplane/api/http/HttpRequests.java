package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.request.LongRunning;
import dev.skiff.controlplane.api.request.RequestInfoResolver;
import dev.skiff.controlplane.auth.RequestAuthentication;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.auth.audit.AuditId;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Reads HTTP requests into the API server's form. */
public final class HttpRequests {
  private static final String UNBOUNDED = "skiff.unbounded";
  private static final String HOST = "host";
  private static final String ORIGIN = "http://" + HOST;

  private HttpRequests() {}

  /**
   * Reads a request.
   *
   * @param body null passes for empty
   * @throws dev.skiff.controlplane.api.StatusException 400 if its path is malformed
   */
  public static ApiRequest of(HttpServerRequest request, byte[] body, UserInfo user) {
    Map<String, List<String>> headers = new HashMap<>();
    request
        .headers()
        .forEach(
            (name, value) ->
                headers
                    .computeIfAbsent(name.toLowerCase(Locale.ROOT), ignored -> new ArrayList<>(1))
                    .add(value));
    return new ApiRequest(
        request.method().name(),
        path(request.path()),
        query(request.query()),
        headers,
        body == null ? new byte[0] : body,
        user,
        new ApiRequest.Origin(address(request), request.uri(), null));
  }

  /**
   * Whether a request may take as long as it likes; to be asked before anything is read of it.
   * Found out once for all who ask.
   */
  static boolean unbounded(RoutingContext context) {
    Boolean known = context.get(UNBOUNDED);
    if (known != null) return known;
    HttpServerRequest request = context.request();
    boolean found = unbounded(request.method().name(), request.path(), request.query());
    context.put(UNBOUNDED, found);
    return found;
  }

  /**
   * As {@link LongRunning#unbounded}, from a path and a query as they were sent.
   *
   * @param query null if there is none
   */
  public static boolean unbounded(String method, String path, String query) {
    try {
      return LongRunning.unbounded(
          method, RequestInfoResolver.resolve(method, path(path), name -> first(query, name)));
    } catch (StatusException malformed) {
      return false;
    }
  }

  private static String path(String encoded) {
    return decode(encoded.replace("+", "%2B"));
  }

  private static String first(String query, String name) {
    List<String> values = query(query).get(name);
    return values == null ? null : values.getFirst();
  }

  /** A path as it is sent. */
  public static String encodedPath(String decoded) {
    try {
      return new URI("http", HOST, decoded, null).toASCIIString().substring(ORIGIN.length());
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException("No path: " + decoded, malformed);
    }
  }

  /** The same request of somebody who speaks for himself. */
  public static ApiRequest withUser(ApiRequest request, UserInfo user) {
    return withCaller(request, new RequestAuthentication.Caller(user, null, Map.of()));
  }

  /** The same request of somebody. */
  public static ApiRequest withCaller(ApiRequest request, RequestAuthentication.Caller caller) {
    ApiRequest known =
        new ApiRequest(
            request.method(),
            request.path(),
            request.query(),
            request.headers(),
            request.body(),
            caller.user(),
            new ApiRequest.Origin(
                request.origin().address(), request.origin().uri(), caller.impersonator()));
    if (!caller.notes().isEmpty()) known.auditAnnotations().putAll(caller.notes());
    return known;
  }

  /** Gives a request its name, which every answer carries, whether it is audited or not. */
  public static void name(HttpServerRequest request) {
    String id = request.getHeader(AuditId.HEADER);
    if (id == null || id.isEmpty() || !isHeaderValue(id)) {
      id = AuditId.next();
      request.headers().set(AuditId.HEADER, id);
    }
    request.response().putHeader(AuditId.HEADER, id);
  }

  /** HTTP/2 carries, and HTTP/1.1 does not, what would end a line. */
  private static boolean isHeaderValue(String text) {
    return text.chars().allMatch(one -> one == '\t' || one >= ' ' && one != 0x7f);
  }

  private static String address(HttpServerRequest request) {
    return request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
  }

  /** The certificate that the client showed; null if none. */
  public static X509Certificate certificate(HttpServerRequest request) {
    SSLSession session = request.connection().sslSession();
    if (session == null) return null;
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate first ? first : null;
    } catch (SSLPeerUnverifiedException noneShown) {
      return null;
    }
  }

  private static Map<String, List<String>> query(String text) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (text == null || text.isEmpty()) return query;
    for (String parameter : text.split("&")) {
      if (parameter.isEmpty()) continue;
      int equals = parameter.indexOf('=');
      try {
        String name = decode(equals < 0 ? parameter : parameter.substring(0, equals));
        String value = equals < 0 ? "" : decode(parameter.substring(equals + 1));
        query.computeIfAbsent(name, ignored -> new ArrayList<>(1)).add(value);
      } catch (StatusException malformed) {
        // Upstream, too, goes on as if it were not there.
        continue;
      }
    }
    return query;
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) return text;
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw Statuses.badRequest("invalid URL escape in \"" + text + "\"");
    }
  }
}
