package dev.skiff.controlplane.auth;

import dev.skiff.controlplane.api.StatusException;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The gate of every transport: from what a caller shows to the user that the API server deals with.
 * Safe for event loops; it does not block.
 */
@Singleton
public final class RequestAuthentication {
  private static final Logger LOG = Logger.getLogger(RequestAuthentication.class);

  /** What anybody may ask. */
  private static final Set<String> OPEN =
      Set.of("/healthz", "/livez", "/readyz", "/version", "/version/");

  private final RequestHeaderAuthenticator proxies;
  private final CertificateAuthenticator certificates;
  private final BearerAuthenticator tokens;
  private final Impersonation impersonation;

  RequestAuthentication(
      RequestHeaderAuthenticator proxies,
      CertificateAuthenticator certificates,
      BearerAuthenticator tokens,
      Impersonation impersonation) {
    this.proxies = proxies;
    this.certificates = certificates;
    this.tokens = tokens;
    this.impersonation = impersonation;
  }

  /**
   * Who asks.
   *
   * @param user for whom the request is made
   * @param impersonator who made it in the user's name; null if it is the user himself
   */
  public record Caller(UserInfo user, UserInfo impersonator) {}

  /** As {@link #identify}: only the user for whom the request is made. */
  public UserInfo authenticate(
      String path, Map<String, List<String>> headers, X509Certificate certificate) {
    return identify(path, headers, certificate).user();
  }

  /**
   * Who asks, after impersonation.
   *
   * @param path decoded path of the request
   * @param headers header values by lower-case name
   * @param certificate the client certificate; null if none
   * @throws StatusException 401 if nobody is known, 403 if impersonation is forbidden
   */
  public Caller identify(
      String path, Map<String, List<String>> headers, X509Certificate certificate) {
    Credentials credentials = new Credentials(certificate, headers);
    boolean invalid = false;
    for (Authenticator each : List.of(proxies, certificates, tokens)) {
      switch (each.authenticate(credentials)) {
        case Authenticator.Known known -> {
          return caller(known.user(), headers);
        }
        case Authenticator.Invalid refused -> {
          LOG.debugf("Unable to authenticate the request: %s", refused.reason());
          invalid = true;
        }
        case Authenticator.Absent _ -> {}
      }
    }
    if (!invalid && anonymousMay(path)) return caller(UserInfo.ANONYMOUS, headers);
    throw unauthorized();
  }

  private Caller caller(UserInfo user, Map<String, List<String>> headers) {
    UserInfo acting = impersonation.apply(user, headers);
    return new Caller(acting, acting == user ? null : user);
  }

  private static boolean anonymousMay(String path) {
    return OPEN.contains(path) || path.startsWith("/livez/") || path.startsWith("/readyz/");
  }

  /** What a caller without valid credentials is told. */
  public static StatusException unauthorized() {
    return new StatusException(401, "Unauthorized", "Unauthorized", null);
  }
}
