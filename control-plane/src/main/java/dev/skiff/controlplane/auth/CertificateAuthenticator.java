package dev.skiff.controlplane.auth;

import dev.skiff.controlplane.bootstrap.Pki;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Client certificates that the cluster's authority signed: the common name is the user, the
 * organisations are the groups.
 */
@Singleton
public final class CertificateAuthenticator implements Authenticator {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  /** Verified certificates by their encoded form; connections show the same few again and again. */
  private static final int REMEMBERED = 1024;

  private final X509Certificate authority;
  private final Clock clock;
  private final Map<X509Certificate, UserInfo> verified = new ConcurrentHashMap<>();

  @jakarta.inject.Inject
  CertificateAuthenticator(Pki pki) {
    this(pki.ca().certificate(), Clock.systemUTC());
  }

  CertificateAuthenticator(X509Certificate authority, Clock clock) {
    this.authority = authority;
    this.clock = clock;
  }

  @Override
  public Result authenticate(Credentials credentials) {
    X509Certificate certificate = credentials.certificate();
    if (certificate == null) return ABSENT;
    try {
      certificate.checkValidity(Date.from(clock.instant()));
      UserInfo known = verified.get(certificate);
      if (known == null) {
        known = verify(certificate);
        if (verified.size() >= REMEMBERED) verified.clear();
        verified.put(certificate, known);
      }
      return new Known(known, List.of());
    } catch (GeneralSecurityException | InvalidNameException refused) {
      return new Invalid("x509: " + refused.getMessage());
    }
  }

  private UserInfo verify(X509Certificate certificate)
      throws GeneralSecurityException, InvalidNameException {
    if (!certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
      throw new GeneralSecurityException("certificate signed by unknown authority");
    }
    certificate.verify(authority.getPublicKey());
    List<String> purposes = certificate.getExtendedKeyUsage();
    if (purposes != null && !purposes.contains(CLIENT_AUTH) && !purposes.contains(ANY_PURPOSE)) {
      throw new GeneralSecurityException("certificate specifies an incompatible key usage");
    }
    String name = "";
    List<String> groups = new ArrayList<>();
    LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
    for (Rdn part : subject.getRdns()) {
      if (part.getType().equalsIgnoreCase("CN")) name = String.valueOf(part.getValue());
      if (part.getType().equalsIgnoreCase("O")) groups.add(String.valueOf(part.getValue()));
    }
    if (name.isEmpty()) throw new GeneralSecurityException("subject has no common name");
    return Groups.authenticated(
        new UserInfo(
            name,
            "",
            groups,
            Map.of(
                "authentication.kubernetes.io/credential-id",
                List.of("X509SHA256=" + fingerprint(certificate)))));
  }

  private static String fingerprint(X509Certificate certificate) throws GeneralSecurityException {
    return HexFormat.of().formatHex(Digest.sha256(certificate.getEncoded()));
  }
}
