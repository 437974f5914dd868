package dev.skiff.controlplane.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * Makes the PKI on the first start and reads it on later ones. Certificates that are near their
 * end, or whose names have changed, are made again; authorities and the service-account key never
 * are.
 */
final class PkiDirectory {
  private static final Duration LEAF_VALIDITY = Duration.ofDays(365);
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);
  private static final int LEAF_USAGE = KeyUsage.digitalSignature | KeyUsage.keyEncipherment;

  private final Path directory;
  private final Clock clock;

  PkiDirectory(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * All keys and certificates, made where they are missing.
   *
   * @throws StartException if files cannot be read or written, or are damaged
   */
  Pki open(List<GeneralName> servingNames) {
    try {
      Files.createDirectories(directory);
      CertificateAuthority ca = authority("ca", "kubernetes");
      CertificateAuthority frontProxyCa = authority("front-proxy-ca", "front-proxy-ca");
      return new Pki(
          ca,
          frontProxyCa,
          leaf("apiserver", ca, CertificateAuthority.subject("kube-apiserver"), servingNames),
          client("kubelet-client", ca, "kube-apiserver-kubelet-client", "system:masters"),
          client("front-proxy-client", frontProxyCa, "front-proxy-client"),
          client("admin", ca, "kubernetes-admin", "system:masters"),
          serviceAccountKey());
    } catch (IOException failed) {
      throw new StartException(
          "Cannot use the data directory: %s. Make it writable, or choose another with SKIFF_DATA_DIR."
              .formatted(failed));
    } catch (GeneralSecurityException failed) {
      throw new StartException("Cannot make certificates: " + failed.getMessage() + ".");
    }
  }

  private CertificateAuthority authority(String name, String commonName)
      throws IOException, GeneralSecurityException {
    Path certificateFile = directory.resolve(name + ".crt");
    Path keyFile = directory.resolve(name + ".key");
    if (bothExist(certificateFile, keyFile)) {
      Identity found = read(certificateFile, keyFile);
      return new CertificateAuthority(found.certificate(), found.key());
    }
    CertificateAuthority made = CertificateAuthority.create(commonName, clock.instant());
    write(name, new Identity(made.certificate(), made.key()));
    return made;
  }

  private Identity client(
      String name, CertificateAuthority ca, String commonName, String... organizations)
      throws IOException, GeneralSecurityException {
    return leaf(name, ca, CertificateAuthority.subject(commonName, organizations), List.of());
  }

  /** A serving certificate if it has names, else a client certificate. */
  private Identity leaf(
      String name, CertificateAuthority ca, X500Name subject, List<GeneralName> names)
      throws IOException, GeneralSecurityException {
    Path certificateFile = directory.resolve(name + ".crt");
    Path keyFile = directory.resolve(name + ".key");
    if (Files.exists(certificateFile) && Files.exists(keyFile)) {
      Identity found = read(certificateFile, keyFile);
      if (fits(found.certificate(), ca, names)) return found;
    }
    Instant now = clock.instant();
    KeyPair pair = CertificateAuthority.newKeyPair();
    KeyPurposeId purpose =
        names.isEmpty() ? KeyPurposeId.id_kp_clientAuth : KeyPurposeId.id_kp_serverAuth;
    X509Certificate certificate =
        ca.sign(subject, pair.getPublic(), names, LEAF_USAGE, List.of(purpose), now, LEAF_VALIDITY);
    Identity made = new Identity(certificate, pair.getPrivate());
    write(name, made);
    return made;
  }

  private boolean fits(
      X509Certificate certificate, CertificateAuthority ca, List<GeneralName> names)
      throws GeneralSecurityException {
    Instant end = certificate.getNotAfter().toInstant();
    if (end.isBefore(clock.instant().plus(RENEW_BEFORE))) return false;
    try {
      certificate.verify(ca.certificate().getPublicKey());
    } catch (GeneralSecurityException signedByAnother) {
      return false;
    }
    return new HashSet<>(AlternativeNames.of(certificate))
        .equals(new HashSet<>(AlternativeNames.texts(names)));
  }

  private KeyPair serviceAccountKey() throws IOException, GeneralSecurityException {
    Path keyFile = directory.resolve("sa.key");
    Path publicFile = directory.resolve("sa.pub");
    if (bothExist(publicFile, keyFile)) {
      try {
        return new KeyPair(
            Pem.publicKey(Files.readString(publicFile)), Pem.privateKey(Files.readString(keyFile)));
      } catch (GeneralSecurityException damaged) {
        throw damaged(keyFile, damaged);
      }
    }
    KeyPair made = CertificateAuthority.newKeyPair();
    PrivateFiles.writeSecret(keyFile, Pem.block("PRIVATE KEY", made.getPrivate().getEncoded()));
    PrivateFiles.writePublic(publicFile, Pem.block("PUBLIC KEY", made.getPublic().getEncoded()));
    return made;
  }

  private void write(String name, Identity identity) throws IOException, GeneralSecurityException {
    PrivateFiles.writeSecret(
        directory.resolve(name + ".key"), Pem.block("PRIVATE KEY", identity.key().getEncoded()));
    PrivateFiles.writePublic(
        directory.resolve(name + ".crt"), Pem.certificate(identity.certificate()));
  }

  private static Identity read(Path certificateFile, Path keyFile) throws IOException {
    Path current = certificateFile;
    try {
      X509Certificate certificate = Pem.certificates(Files.readString(current)).getFirst();
      current = keyFile;
      return new Identity(certificate, Pem.privateKey(Files.readString(current)));
    } catch (GeneralSecurityException damaged) {
      throw damaged(current, damaged);
    }
  }

  /** Half a pair is never completed: the other half is somewhere, and others trust it. */
  private static boolean bothExist(Path publicFile, Path keyFile) {
    boolean one = Files.exists(publicFile);
    boolean other = Files.exists(keyFile);
    if (one != other) {
      throw new StartException(
          "%s exists but %s is missing. Restore it from a backup, or remove both to make new ones (nodes then have to join again)."
              .formatted(one ? publicFile : keyFile, one ? keyFile : publicFile));
    }
    return one;
  }

  private static StartException damaged(Path file, GeneralSecurityException why) {
    return new StartException(
        "%s is damaged (%s). Restore it from a backup, or remove it together with its pair to make new ones."
            .formatted(file, why.getMessage()));
  }
}
