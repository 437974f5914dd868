package dev.skiff.controlplane.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x509.GeneralName;
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
        "CN=kube-apiserver-kubelet-client,O=system:masters",
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
}
