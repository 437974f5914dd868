package dev.skiff.controlplane.api;

import dev.skiff.controlplane.auth.UserInfo;
import java.util.List;
import java.util.Map;

/**
 * A request to the API server, however it came: over HTTPS, or in process without a socket.
 *
 * @param method HTTP method, upper case
 * @param path decoded path, for example {@code /api/v1/namespaces/default/pods}
 * @param query decoded query parameters in their order
 * @param headers header values by lower-case name
 * @param body empty if there is none
 * @param user who asks; authenticated already
 */
public record ApiRequest(
    String method,
    String path,
    Map<String, List<String>> query,
    Map<String, List<String>> headers,
    byte[] body,
    UserInfo user) {

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
}
