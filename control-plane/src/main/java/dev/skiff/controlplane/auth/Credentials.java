package dev.skiff.controlplane.auth;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/**
 * What a caller shows.
 *
 * @param certificate the client certificate of the connection, not yet verified; null if none
 * @param headers header values by lower-case name
 */
public record Credentials(X509Certificate certificate, Map<String, List<String>> headers) {

  /** The token of {@code Authorization: Bearer}, or null. */
  public String bearerToken() {
    List<String> values = headers.get("authorization");
    if (values == null || values.isEmpty()) return null;
    String value = values.getFirst();
    if (value.length() < 8 || !value.regionMatches(true, 0, "Bearer ", 0, 7)) return null;
    String token = value.substring(7).strip();
    return token.isEmpty() ? null : token;
  }
}
