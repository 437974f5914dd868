package dev.skiff.controlplane.auth;

import dev.skiff.controlplane.bootstrap.Pki;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
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
    } catch (GeneralSecurityException | InvalidNameException refused) {
      return new Invalid("x509: " + refused.getMessage());
    }
  }

  private static UserInfo user(X509Certificate certificate)
      throws GeneralSecurityException, InvalidNameException {
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
