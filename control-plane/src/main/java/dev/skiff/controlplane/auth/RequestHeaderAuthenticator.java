package dev.skiff.controlplane.auth;

import dev.skiff.controlplane.bootstrap.Pki;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A proxy in front of the API server that says in headers for whom it speaks. It shows a client
 * certificate of the front-proxy authority; only then do its headers count. The names of the
 * headers and of the allowed proxies are those published in {@code
 * kube-system/extension-apiserver-authentication}.
 */
@Singleton
public final class RequestHeaderAuthenticator implements Authenticator {
  /** The common names of certificates that may speak for others. */
  public static final List<String> ALLOWED_NAMES = List.of("front-proxy-client");

  public static final String USER_HEADER = "X-Remote-User";
  public static final String UID_HEADER = "X-Remote-Uid";
  public static final String GROUP_HEADER = "X-Remote-Group";
  public static final String EXTRA_HEADER_PREFIX = "X-Remote-Extra-";

  private static final String USER = USER_HEADER.toLowerCase(java.util.Locale.ROOT);
  private static final String UID = UID_HEADER.toLowerCase(java.util.Locale.ROOT);
  private static final String GROUP = GROUP_HEADER.toLowerCase(java.util.Locale.ROOT);
  private static final String EXTRA = EXTRA_HEADER_PREFIX.toLowerCase(java.util.Locale.ROOT);

  private final ClientCertificates certificates;

  @Inject
  RequestHeaderAuthenticator(Pki pki) {
    this(new ClientCertificates(pki::frontProxyTrusted, Clock.systemUTC()));
  }

  RequestHeaderAuthenticator(ClientCertificates certificates) {
    this.certificates = certificates;
  }

  @Override
  public Result authenticate(Credentials credentials) {
    X509Certificate certificate = credentials.certificate();
    if (certificate == null || !credentials.headers().containsKey(USER)) return ABSENT;
    try {
      certificates.verify(certificate);
      String proxy = CertificateSubject.of(certificate).commonName();
      if (!ALLOWED_NAMES.contains(proxy)) {
        return new Invalid("x509: subject with cn=%s is not in the allowed list".formatted(proxy));
      }
    } catch (GeneralSecurityException refused) {
      return new Invalid("x509: " + refused.getMessage());
    }
    Map<String, List<String>> headers = credentials.headers();
    String name = first(headers, USER);
    if (name.isEmpty()) return ABSENT;
    List<String> groups = headers.getOrDefault(GROUP, List.of());
    UserInfo user = new UserInfo(name, first(headers, UID), groups, extra(headers));
    return new Known(Groups.authenticated(user), List.of());
  }

  private static Map<String, List<String>> extra(Map<String, List<String>> headers) {
    Map<String, List<String>> extra = new LinkedHashMap<>();
    headers.forEach(
        (name, values) -> {
          if (name.startsWith(EXTRA)) extra.put(key(name.substring(EXTRA.length())), values);
        });
    return extra;
  }

  /** Keys may be percent-encoded; one that is not well so is taken as it is. */
  private static String key(String encoded) {
    try {
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return encoded;
    }
  }

  private static String first(Map<String, List<String>> headers, String name) {
    for (String value : headers.getOrDefault(name, List.of())) {
      if (!value.isEmpty()) return value;
    }
    return "";
  }
}
