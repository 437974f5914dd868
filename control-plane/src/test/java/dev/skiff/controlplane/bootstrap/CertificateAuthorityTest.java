package dev.skiff.controlplane.bootstrap;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
  @Test
  void noUsageIsNoExtension() throws Exception {
    assertNull(sign(0).getKeyUsage());
    assertTrue(sign(KeyUsage.digitalSignature).getKeyUsage()[0]);
  }

  private static X509Certificate sign(int usage) throws Exception {
    return CertificateAuthority.create("a", Instant.now())
        .sign(
            CertificateAuthority.subject("b"),
            CertificateAuthority.newKeyPair().getPublic(),
            List.of(),
            usage,
            List.of(KeyPurposeId.id_kp_clientAuth),
            Instant.now(),
            Duration.ofHours(1));
  }
}
