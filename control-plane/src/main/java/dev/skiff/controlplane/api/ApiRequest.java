package dev.skiff.controlplane.api;

import dev.skiff.controlplane.auth.UserInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A request to the API server, however it came: over HTTPS, or in process without a socket.
 *
 * @param method HTTP method, upper case
 * @param path decoded path, for example {@code /api/v1/namespaces/default/pods}
 * @param query decoded query parameters in their order
 * @param headers header values by lower-case name
 * @param body empty if there is none
 * @param user who asks; authenticated already
 * @param origin where it came from
 * @param auditAnnotations takes what others have to add to the request's audit event
 */
public record ApiRequest(
    String method,
    String path,
    Map<String, List<String>> query,
    Map<String, List<String>> headers,
    byte[] body,
    UserInfo user,
    Origin origin,
    Map<String, String> auditAnnotations) {

  /** A request from this process. */
  public ApiRequest(
      String method,
      String path,
      Map<String, List<String>> query,
      Map<String, List<String>> headers,
      byte[] body,
      UserInfo user) {
    this(method, path, query, headers, body, user, Origin.HERE);
  }

  /** A request of which nothing is known for the audit log yet. */
  public ApiRequest(
      String method,
      String path,
      Map<String, List<String>> query,
      Map<String, List<String>> headers,
      byte[] body,
      UserInfo user,
      Origin origin) {
    this(method, path, query, headers, body, user, origin, new ConcurrentHashMap<>(2));
  }

  /** The same request with another path. */
  public ApiRequest withPath(String other) {
    return new ApiRequest(method, other, query, headers, body, user, origin, auditAnnotations);
  }

  /** The same request with another query. */
  public ApiRequest withQuery(Map<String, List<String>> other) {
    return new ApiRequest(method, path, other, headers, body, user, origin, auditAnnotations);
  }

  /**
   * Where a request came from.
   *
   * @param address of the caller
   * @param uri as it was sent; null for requests from this process
   * @param impersonator who asked for the user of the request; null if it is the user himself
   */
  public record Origin(String address, String uri, UserInfo impersonator) {
    /** This process. */
    public static final Origin HERE = new Origin("::1", null, null);
  }

  /** The first value of a query parameter, or null. */
  public String parameter(String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  /** The first value of a header, or null. */
  public String header(String lowerCaseName) {
    List<String> values = headers.get(lowerCaseName);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  /** Path and query as they were sent, or as they would have been. */
  public String uri() {
    if (origin.uri() != null) return origin.uri();
    StringBuilder uri = new StringBuilder(path);
    query.forEach(
        (name, values) -> {
          for (String value : values) {
            uri.append(uri.indexOf("?") < 0 ? '?' : '&').append(name).append('=');
            uri.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
          }
        });
    return uri.toString();
  }
}
