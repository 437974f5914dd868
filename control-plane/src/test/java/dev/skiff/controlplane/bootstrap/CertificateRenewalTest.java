package dev.skiff.controlplane.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.protection.ProtectedServer;
import dev.skiff.controlplane.protection.RawClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server whose certificates change under its open connections. */
@QuarkusTest
@TestProfile(ProtectedServer.class)
@Timeout(60)
class CertificateRenewalTest {
  @Inject Pki pki;
  @Inject SkiffConfig config;
  @Inject RawClient client;

  private Certificate shown() throws Exception {
    try (SSLSocket connection = client.stranger()) {
      return connection.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void aNewServingCertificateIsShownWithoutARestart() throws Exception {
    Certificate before = shown();
    assertEquals(before, pki.serving().certificate());
    Path directory = config.dataDir().resolve("pki");
    String kubeconfig = Files.readString(config.dataDir().resolve("admin.kubeconfig"));
    for (String name : new String[] {"apiserver", "admin"}) {
      Files.delete(directory.resolve(name + ".crt"));
      Files.delete(directory.resolve(name + ".key"));
    }
    try (SSLSocket old = client.administrator()) {
      assertTrue(pki.renew());
      assertNotEquals(before, shown());
      assertEquals(pki.serving().certificate(), shown());
      assertNotEquals(kubeconfig, Files.readString(config.dataDir().resolve("admin.kubeconfig")));
      String answer = client.ask(old, "GET /api/v1/namespaces HTTP/1.1", new byte[0]);
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }
  }
}
