package dev.skiff.controlplane.auth;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Judges client certificates: valid now, for clients, and signed by an authority that is trusted
 * now. Signatures are checked once per certificate. Safe for many threads.
 */
final class ClientCertificates {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  /** Connections show the same few certificates again and again. */
  private static final int REMEMBERED = 1024;

  /** What was verified, and on which authorities' word. */
  private record Verified(List<X509Certificate> authorities, Set<X509Certificate> certificates) {}

  private final Supplier<List<X509Certificate>> authorities;
  private final Clock clock;
  private volatile Verified verified = new Verified(List.of(), Set.of());

  /**
   * @param authorities asked at each judgement; another list makes all certificates be verified
   *     again
   */
  ClientCertificates(Supplier<List<X509Certificate>> authorities, Clock clock) {
    this.authorities = authorities;
    this.clock = clock;
  }

  /**
   * Verifies a certificate.
   *
   * @throws GeneralSecurityException if it does not hold; the message says why
   */
  void verify(X509Certificate certificate) throws GeneralSecurityException {
    certificate.checkValidity(Date.from(clock.instant()));
    List<X509Certificate> trusted = authorities.get();
    Verified known = verified;
    if (!known.authorities.equals(trusted) || known.certificates.size() >= REMEMBERED) {
      known = new Verified(trusted, ConcurrentHashMap.newKeySet());
      verified = known;
    }
    if (known.certificates.contains(certificate)) return;
    checkSignature(certificate, trusted);
    List<String> purposes = certificate.getExtendedKeyUsage();
    if (purposes != null && !purposes.contains(CLIENT_AUTH) && !purposes.contains(ANY_PURPOSE)) {
      throw new GeneralSecurityException("certificate specifies an incompatible key usage");
    }
    known.certificates.add(certificate);
  }

  private void checkSignature(X509Certificate certificate, List<X509Certificate> trusted)
      throws GeneralSecurityException {
    GeneralSecurityException problem =
        new GeneralSecurityException("certificate signed by unknown authority");
    for (X509Certificate authority : trusted) {
      if (!certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
        continue;
      }
      try {
        authority.checkValidity(Date.from(clock.instant()));
        certificate.verify(authority.getPublicKey());
        return;
      } catch (GeneralSecurityException not) {
        problem = not;
      }
    }
    throw problem;
  }
}
