package dev.skiff.controlplane.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkiDirectoryTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;

  private final List<GeneralName> names =
      AlternativeNames.ofApiServer(
          SkiffConfigTest.config(
              Map.of("skiff.advertise-address", "192.0.2.1", "skiff.tls-sans", "api.example")));

  private Pki open(Instant when, List<GeneralName> servingNames) {
    return new PkiDirectory(directory, Clock.fixed(when, ZoneOffset.UTC)).open(servingNames);
  }

  @Test
  void firstStart() throws Exception {
    Pki pki = open(NOW, names);
    assertEquals(
        Set.of(
            "localhost",
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local",
            "127.0.0.1",
            "192.0.2.1",
            "10.96.0.1",
            "api.example"),
        new TreeSet<>(AlternativeNames.of(pki.serving().certificate())));
    pki.serving().certificate().verify(pki.ca().certificate().getPublicKey());
    assertEquals(
        "CN=kube-apiserver-kubelet-client",
        pki.kubeletClient().certificate().getSubjectX500Principal().getName());
    pki.frontProxyClient().certificate().verify(pki.frontProxyCa().certificate().getPublicKey());
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        boolean secret = file.toString().endsWith(".key");
        assertEquals(
            secret ? "rw-------" : "rw-r--r--",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
            file.toString());
      }
    }
  }

  @Test
  void laterStartsReuseEverything() {
    Pki first = open(NOW, names);
    Pki second = open(NOW.plus(Duration.ofDays(30)), names);
    assertEquals(first.ca().certificate(), second.ca().certificate());
    assertEquals(first.serving().certificate(), second.serving().certificate());
    assertEquals(first.admin().certificate(), second.admin().certificate());
    assertEquals(first.serviceAccount().getPublic(), second.serviceAccount().getPublic());
  }

  @Test
  void otherNamesOrANearEndMakeANewCertificate() {
    Pki first = open(NOW, names);
    Pki renamed = open(NOW, List.of(AlternativeNames.parse("other.example")));
    assertNotEquals(first.serving().certificate(), renamed.serving().certificate());
    assertEquals(first.admin().certificate(), renamed.admin().certificate());
    Pki later = open(NOW.plus(Duration.ofDays(340)), names);
    assertNotEquals(first.admin().certificate(), later.admin().certificate());
    assertEquals(first.ca().certificate(), later.ca().certificate());
  }

  @Test
  void aCertificateOfAnotherSubjectIsReplaced() throws Exception {
    Pki first = open(NOW, names);
    KeyPair pair = CertificateAuthority.newKeyPair();
    X509Certificate earlier =
        first
            .ca()
            .sign(
                CertificateAuthority.subject("kube-apiserver-kubelet-client", "system:masters"),
                pair.getPublic(),
                List.of(),
                KeyUsage.digitalSignature,
                List.of(KeyPurposeId.id_kp_clientAuth),
                NOW,
                Duration.ofDays(365));
    PkiDirectory.writeIdentity(
        directory.resolve("kubelet-client.crt"),
        directory.resolve("kubelet-client.key"),
        new Identity(earlier, pair.getPrivate()));
    Pki second = open(NOW, names);
    assertEquals(
        "CN=kube-apiserver-kubelet-client",
        second.kubeletClient().certificate().getSubjectX500Principal().getName());
    assertEquals(first.admin().certificate(), second.admin().certificate());
  }

  @Test
  void halfAPairIsRefusedInOneLine() throws Exception {
    open(NOW, names);
    Files.delete(directory.resolve("ca.key"));
    String message = assertThrows(StartException.class, () -> open(NOW, names)).getMessage();
    assertTrue(message.contains("ca.crt exists but ") && message.contains("ca.key is missing"));
    assertEquals(1, message.lines().count());
  }

  @Test
  void damagedFilesAreNamed() throws Exception {
    open(NOW, names);
    Files.writeString(directory.resolve("ca.crt"), "garbage");
    String message = assertThrows(StartException.class, () -> open(NOW, names)).getMessage();
    assertTrue(message.startsWith(directory.resolve("ca.crt") + " is damaged"), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void aDirectoryThatCannotBeUsed() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    PkiDirectory below = new PkiDirectory(file.resolve("pki"), Clock.systemUTC());
    String message = assertThrows(StartException.class, () -> below.open(names)).getMessage();
    assertTrue(message.contains("SKIFF_DATA_DIR"), message);
  }

  @Test
  void certificatesAreRenewedWhileRunning() {
    AtomicReference<Instant> time = new AtomicReference<>(NOW);
    Pki pki = new PkiDirectory(directory, following(time)).open(names);
    AtomicInteger changes = new AtomicInteger();
    pki.onChange(changes::incrementAndGet);
    Identity before = pki.serving();
    assertFalse(pki.renew());
    assertEquals(
        before.certificate().getNotAfter().toInstant().minus(Duration.ofDays(30)), pki.due());
    time.set(pki.due().plusSeconds(1));
    assertTrue(pki.renew());
    assertEquals(1, changes.get());
    assertNotEquals(before.certificate(), pki.serving().certificate());
    assertTrue(pki.due().isAfter(time.get().plus(Duration.ofDays(300))));
  }

  @Test
  void authoritiesOverlap() throws Exception {
    AtomicReference<Instant> time = new AtomicReference<>(NOW);
    Pki pki = new PkiDirectory(directory, following(time)).open(names);
    var first = pki.ca().certificate();
    Instant end = first.getNotAfter().toInstant();

    time.set(end.minus(AuthorityFiles.ANNOUNCE_BEFORE_END).plusSeconds(1));
    assertTrue(pki.renew());
    assertEquals(first, pki.ca().certificate(), "the old one signs");
    assertEquals(2, pki.trusted().size(), "the new one is announced");
    pki.serving().certificate().verify(first.getPublicKey());

    time.set(time.get().plus(AuthorityFiles.OVERLAP));
    assertTrue(pki.renew());
    var second = pki.ca().certificate();
    assertNotEquals(first, second);
    assertEquals(List.of(second, first), pki.trusted());
    pki.serving().certificate().verify(second.getPublicKey());
    Pki restarted = new PkiDirectory(directory, following(time)).open(names);
    assertEquals(pki.trusted(), restarted.trusted());
    assertEquals(pki.serving().certificate(), restarted.serving().certificate());

    time.set(end.plusSeconds(1));
    assertTrue(pki.renew());
    assertEquals(List.of(second), pki.trusted(), "the old one has ended");
  }

  @Test
  void aSuccessionThatWasCutShortIsFinished() throws Exception {
    AtomicReference<Instant> time = new AtomicReference<>(NOW);
    Pki pki = new PkiDirectory(directory, following(time)).open(names);
    var first = pki.ca().certificate();
    time.set(
        first.getNotAfter().toInstant().minus(AuthorityFiles.ANNOUNCE_BEFORE_END).plusSeconds(1));
    pki.renew();
    // The new key is written, the certificates are not.
    Files.copy(
        directory.resolve("ca-next.key"),
        directory.resolve("ca.key"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Pki restarted = new PkiDirectory(directory, following(time)).open(names);
    assertNotEquals(first, restarted.ca().certificate());
    assertEquals(List.of(restarted.ca().certificate(), first), restarted.trusted());
    restarted.serving().certificate().verify(restarted.ca().certificate().getPublicKey());
  }

  private static Clock following(AtomicReference<Instant> time) {
    return new Clock() {
      @Override
      public java.time.ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(java.time.ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return time.get();
      }
    };
  }
}
