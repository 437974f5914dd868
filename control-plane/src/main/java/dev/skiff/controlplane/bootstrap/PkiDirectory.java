package dev.skiff.controlplane.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * Makes the PKI on the first start and reads it later. Certificates that are near their end, or
 * whose names or subject have changed, are made again; authorities are followed by successors; the
 * service-account key is never made again.
 */
final class PkiDirectory {
  private static final Duration LEAF_VALIDITY = Duration.ofDays(365);
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);
  private static final String KUBELET_CLIENT = "kube-apiserver-kubelet-client";
  private static final int LEAF_USAGE = KeyUsage.digitalSignature | KeyUsage.keyEncipherment;

  private final Path directory;
  private final Clock clock;

  PkiDirectory(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * All keys and certificates, made where they are missing, and renewed where they are due.
   *
   * @throws StartException if files cannot be read or written, or are damaged
   */
  Pki open(List<GeneralName> servingNames) {
    return new Pki(() -> read(servingNames));
  }

  private Pki.Contents read(List<GeneralName> servingNames) {
    try {
      Files.createDirectories(directory);
      Pki.Authority cluster = new AuthorityFiles(directory, "ca", "kubernetes", clock).open();
      Pki.Authority proxies =
          new AuthorityFiles(directory, "front-proxy-ca", "front-proxy-ca", clock).open();
      CertificateAuthority ca = cluster.signer();
      Identity serving =
          leaf("apiserver", ca, CertificateAuthority.subject("kube-apiserver"), servingNames);
      // Of no group: a node must not be able to use it for more than what nodes are asked for.
      Identity kubeletClient = client("kubelet-client", ca, KUBELET_CLIENT);
      Identity frontProxyClient =
          client("front-proxy-client", proxies.signer(), "front-proxy-client");
      Identity admin = client("admin", ca, "kubernetes-admin", "system:masters");
      Instant due =
          Stream.concat(
                  Stream.of(cluster.due(), proxies.due()),
                  Stream.of(serving, kubeletClient, frontProxyClient, admin)
                      .map(
                          each -> each.certificate().getNotAfter().toInstant().minus(RENEW_BEFORE)))
              .min(Instant::compareTo)
              .orElseThrow();
      return new Pki.Contents(
          cluster,
          proxies,
          serving,
          kubeletClient,
          frontProxyClient,
          admin,
          serviceAccountKey(),
          due);
    } catch (IOException failed) {
      throw new StartException(
          "Cannot use the data directory: %s. Make it writable, or choose another with SKIFF_DATA_DIR."
              .formatted(failed));
    } catch (GeneralSecurityException failed) {
      throw new StartException("Cannot make certificates: " + failed.getMessage() + ".");
    }
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
      if (fits(found.certificate(), ca, subject, names)) return found;
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
      X509Certificate certificate,
      CertificateAuthority ca,
      X500Name subject,
      List<GeneralName> names)
      throws GeneralSecurityException {
    Instant end = certificate.getNotAfter().toInstant();
    if (end.isBefore(clock.instant().plus(RENEW_BEFORE))) return false;
    byte[] named = certificate.getSubjectX500Principal().getEncoded();
    if (!X500Name.getInstance(named).equals(subject)) return false;
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
    writeIdentity(directory.resolve(name + ".crt"), directory.resolve(name + ".key"), identity);
  }

  static void writeIdentity(Path certificateFile, Path keyFile, Identity identity)
      throws IOException, GeneralSecurityException {
    PrivateFiles.writeSecret(keyFile, Pem.block("PRIVATE KEY", identity.key().getEncoded()));
    PrivateFiles.writePublic(certificateFile, Pem.certificate(identity.certificate()));
  }

  private static Identity read(Path certificateFile, Path keyFile) throws IOException {
    return new Identity(readCertificates(certificateFile).getFirst(), readKey(keyFile));
  }

  static List<X509Certificate> readCertificates(Path file) throws IOException {
    try {
      return Pem.certificates(Files.readString(file));
    } catch (GeneralSecurityException damaged) {
      throw damaged(file, damaged);
    }
  }

  static PrivateKey readKey(Path file) throws IOException {
    try {
      return Pem.privateKey(Files.readString(file));
    } catch (GeneralSecurityException damaged) {
      throw damaged(file, damaged);
    }
  }

  /** Half a pair is never completed: the other half is somewhere, and others trust it. */
  static boolean bothExist(Path publicFile, Path keyFile) {
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
