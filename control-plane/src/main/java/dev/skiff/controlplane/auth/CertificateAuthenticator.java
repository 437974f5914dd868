package dev.skiff.controlplane.auth;

import dev.skiff.controlplane.bootstrap.Pki;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Client certificates that the cluster's authority signed: the common name is the user, the
 * organisations are the groups.
 */
@Singleton
public final class CertificateAuthenticator implements Authenticator {
  private static final int REMEMBERED = 1024;

  private final ClientCertificates certificates;
  private final Map<X509Certificate, UserInfo> users = new ConcurrentHashMap<>();

  @Inject
  CertificateAuthenticator(Pki pki) {
    this(new ClientCertificates(pki::trusted, Clock.systemUTC()));
  }

  CertificateAuthenticator(ClientCertificates certificates) {
    this.certificates = certificates;
  }

  @Override
  public Result authenticate(Credentials credentials) {
    X509Certificate certificate = credentials.certificate();
    if (certificate == null) return ABSENT;
    try {
      certificates.verify(certificate);
      UserInfo known = users.get(certificate);
      if (known == null) {
        known = user(certificate);
        if (users.size() >= REMEMBERED) users.clear();
        users.put(certificate, known);
      }
      return new Known(known, List.of());
    } catch (GeneralSecurityException refused) {
      return new Invalid("x509: " + refused.getMessage());
    }
  }

  private static UserInfo user(X509Certificate certificate) throws GeneralSecurityException {
    CertificateSubject subject = CertificateSubject.of(certificate);
    if (subject.commonName().isEmpty()) {
      throw new GeneralSecurityException("subject has no common name");
    }
    return Groups.authenticated(
        new UserInfo(
            subject.commonName(),
            "",
            subject.organizations(),
            Map.of(
                "authentication.kubernetes.io/credential-id",
                List.of("X509SHA256=" + fingerprint(certificate)))));
  }

  private static String fingerprint(X509Certificate certificate) throws GeneralSecurityException {
    return HexFormat.of().formatHex(Digest.sha256(certificate.getEncoded()));
  }
}
