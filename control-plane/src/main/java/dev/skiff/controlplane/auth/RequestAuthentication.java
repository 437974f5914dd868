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
   * @param notes about the credential, for the audit log
   */
  public record Caller(UserInfo user, UserInfo impersonator, Map<String, String> notes) {}

  /** Only the user for whom the request is made. */
  public UserInfo authenticate(
      String path, Map<String, List<String>> headers, X509Certificate certificate) {
    return acting(identify(path, headers, certificate), headers).user();
  }

  /**
   * Who asks, before impersonation.
   *
   * @param path decoded path of the request
   * @param headers header values by lower-case name
   * @param certificate the client certificate; null if none
   * @throws StatusException 401 if nobody is known
   */
  public Authenticator.Known identify(
      String path, Map<String, List<String>> headers, X509Certificate certificate) {
    Credentials credentials = new Credentials(certificate, headers);
    boolean invalid = false;
    for (Authenticator each : List.of(proxies, certificates, tokens)) {
      switch (each.authenticate(credentials)) {
        case Authenticator.Known known -> {
          return known;
        }
        case Authenticator.Invalid refused -> {
          LOG.debugf("Unable to authenticate the request: %s", refused.reason());
          invalid = true;
        }
        case Authenticator.Absent _ -> {}
      }
    }
    if (!invalid && anonymousMay(path))
      return new Authenticator.Known(UserInfo.ANONYMOUS, List.of());
    throw unauthorized();
  }

  /**
   * In whose name he does.
   *
   * @throws StatusException 403 if he may not
   */
  public Caller acting(Authenticator.Known known, Map<String, List<String>> headers) {
    UserInfo user = known.user();
    UserInfo acting = impersonation.apply(user, headers);
    return new Caller(acting, acting == user ? null : user, known.notes());
  }

  private static boolean anonymousMay(String path) {
    return OPEN.contains(path) || path.startsWith("/livez/") || path.startsWith("/readyz/");
  }

  /** What a caller without valid credentials is told. */
  public static StatusException unauthorized() {
    return new StatusException(401, "Unauthorized", "Unauthorized", null);
  }
}
