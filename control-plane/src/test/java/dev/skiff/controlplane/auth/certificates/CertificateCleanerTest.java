package dev.skiff.controlplane.auth.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.bootstrap.CertificateAuthority;
import dev.skiff.controlplane.bootstrap.Pem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

class CertificateCleanerTest {
  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant SETTLED = Instant.parse("2026-01-01T02:00:00Z");

  private static Instant due(String condition, String certificate) throws Exception {
    String conditions =
        condition.isEmpty()
            ? ""
            : "{\"type\":\"" + condition + "\",\"lastUpdateTime\":\"" + SETTLED + "\"}";
    return CertificateCleaner.due(
        (ObjectNode)
            new ObjectMapper()
                .readTree(
                    "{\"metadata\":{\"creationTimestamp\":\"%s\"},\"status\":{\"certificate\":\"%s\",\"conditions\":[%s]}}"
                        .formatted(CREATED, certificate, conditions)));
  }

  private static String certificate(Duration validity) throws Exception {
    CertificateAuthority authority = CertificateAuthority.create("a", SETTLED);
    var certificate =
        authority.sign(
            CertificateAuthority.subject("b"),
            CertificateAuthority.newKeyPair().getPublic(),
            List.of(),
            KeyUsage.digitalSignature,
            List.of(),
            SETTLED,
            validity);
    byte[] pem = Pem.certificate(certificate).getBytes(StandardCharsets.US_ASCII);
    return Base64.getEncoder().encodeToString(pem);
  }

  @Test
  void upstreamsTimes() throws Exception {
    assertEquals(CREATED.plus(Duration.ofHours(24)), due("", ""));
    assertEquals(SETTLED.plus(Duration.ofHours(1)), due("Denied", ""));
    assertEquals(SETTLED.plus(Duration.ofHours(1)), due("Failed", ""));
    assertEquals(
        SETTLED.plus(Duration.ofHours(1)), due("Approved", certificate(Duration.ofDays(1))));
    assertEquals(
        SETTLED.plus(Duration.ofMinutes(10)), due("Approved", certificate(Duration.ofMinutes(10))));
    assertEquals(SETTLED.plus(Duration.ofHours(24)), due("Approved", ""));
  }
}
