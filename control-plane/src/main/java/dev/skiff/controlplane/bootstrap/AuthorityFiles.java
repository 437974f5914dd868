package dev.skiff.controlplane.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of an authority, and its renewal with overlap. A year before its end a successor is
 * made and published beside it ({@code <name>-next.crt}). When the world has had a month to learn
 * of it, the successor signs; the predecessor stays trusted, behind it in {@code <name>.crt}, until
 * its end.
 */
final class AuthorityFiles {
  static final Duration ANNOUNCE_BEFORE_END = Duration.ofDays(365);
  static final Duration OVERLAP = Duration.ofDays(30);

  private final Path certificates;
  private final Path key;
  private final Path nextCertificate;
  private final Path nextKey;
  private final String commonName;
  private final Clock clock;

  AuthorityFiles(Path directory, String name, String commonName, Clock clock) {
    this.certificates = directory.resolve(name + ".crt");
    this.key = directory.resolve(name + ".key");
    this.nextCertificate = directory.resolve(name + "-next.crt");
    this.nextKey = directory.resolve(name + "-next.key");
    this.commonName = commonName;
    this.clock = clock;
  }

  /** Reads the authority, and takes the step of its renewal that is due. */
  Pki.Authority open() throws IOException, GeneralSecurityException {
    Instant now = clock.instant();
    if (!PkiDirectory.bothExist(certificates, key)) {
      CertificateAuthority made = CertificateAuthority.create(commonName, now);
      write(made, List.of());
      return authority(made, List.of(), null);
    }
    PrivateKey signingKey = PkiDirectory.readKey(key);
    List<X509Certificate> known = new ArrayList<>(PkiDirectory.readCertificates(certificates));
    CertificateAuthority next = next();
    // A stop in the midst of a step may have left the new key beside the old certificates.
    if (next != null && matches(next.certificate(), signingKey)) {
      write(next, known);
      known.addFirst(next.certificate());
      next = null;
      forgetNext();
    }
    CertificateAuthority current = new CertificateAuthority(known.removeFirst(), signingKey);
    known.removeIf(old -> end(old).isBefore(now));
    if (next == null && announce(current).isBefore(now)) {
      next = CertificateAuthority.create(commonName, now);
      PkiDirectory.writeIdentity(
          nextCertificate, nextKey, new Identity(next.certificate(), next.key()));
    }
    if (next != null && !takeOver(current, next).isAfter(now)) {
      known.addFirst(current.certificate());
      known.removeIf(old -> end(old).isBefore(now));
      write(next, known);
      forgetNext();
      return authority(next, known, null);
    }
    return authority(current, known, next);
  }

  private Pki.Authority authority(
      CertificateAuthority signer, List<X509Certificate> old, CertificateAuthority next) {
    List<X509Certificate> trusted = new ArrayList<>();
    trusted.add(signer.certificate());
    if (next != null) trusted.add(next.certificate());
    trusted.addAll(old);
    Instant due = next == null ? announce(signer) : takeOver(signer, next);
    return new Pki.Authority(signer, List.copyOf(trusted), due);
  }

  private CertificateAuthority next() throws IOException, GeneralSecurityException {
    if (!Files.exists(nextCertificate) || !Files.exists(nextKey)) return null;
    return new CertificateAuthority(
        PkiDirectory.readCertificates(nextCertificate).getFirst(), PkiDirectory.readKey(nextKey));
  }

  /** The key first: a certificate without its key would be half a pair. */
  private void write(CertificateAuthority signer, List<X509Certificate> old)
      throws IOException, GeneralSecurityException {
    PrivateFiles.writeSecret(key, Pem.block("PRIVATE KEY", signer.key().getEncoded()));
    StringBuilder all = new StringBuilder(Pem.certificate(signer.certificate()));
    for (X509Certificate each : old) all.append(Pem.certificate(each));
    PrivateFiles.writePublic(certificates, all.toString());
  }

  private void forgetNext() throws IOException {
    Files.deleteIfExists(nextCertificate);
    Files.deleteIfExists(nextKey);
  }

  private static Instant announce(CertificateAuthority authority) {
    return end(authority.certificate()).minus(ANNOUNCE_BEFORE_END);
  }

  /** After the overlap, or sooner if the end is near. */
  private static Instant takeOver(CertificateAuthority current, CertificateAuthority next) {
    Instant learned = next.certificate().getNotBefore().toInstant().plus(OVERLAP);
    Instant last = end(current.certificate()).minus(OVERLAP);
    return learned.isBefore(last) ? learned : last;
  }

  private static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }

  private static boolean matches(X509Certificate certificate, PrivateKey key) {
    try {
      boolean rsa = key.getAlgorithm().equals("RSA");
      Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
      signature.initSign(key);
      signature.update((byte) 1);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update((byte) 1);
      return signature.verify(signed);
    } catch (GeneralSecurityException another) {
      return false;
    }
  }
}
