package dev.skiff.agent.certificate;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A certificate with its key.
 *
 * @param certificate the chain in PEM
 * @param key the private key in PEM (PKCS #8)
 */
public record IssuedCertificate(byte[] certificate, byte[] key) {

  /** Whether it can still be used. */
  public boolean isValid() {
    try {
      X509Certificate x509 = Pem.certificate(certificate);
      return x509.getNotAfter().toInstant().isAfter(Instant.now());
    } catch (CertificateException e) {
      return false;
    }
  }

  /** When to ask for the next one: after 70 to 90 % of its life, as the kubelet does. */
  public Instant renewAt() throws CertificateException {
    X509Certificate x509 = Pem.certificate(certificate);
    Instant from = x509.getNotBefore().toInstant();
    Duration life = Duration.between(from, x509.getNotAfter().toInstant());
    double part = ThreadLocalRandom.current().nextDouble(0.7, 0.9);
    return from.plusMillis((long) (life.toMillis() * part));
  }
}
