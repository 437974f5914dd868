package dev.skiff.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.auth.certificates.CertificateRequests;
import dev.skiff.controlplane.bootstrap.CertificateAuthority;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

class CertificateSubjectTest {
  private final CertificateAuthority authority = authority();

  @Test
  void everyAttributeOfEveryPart() throws Exception {
    CertificateSubject node = CertificateSubject.of(CertificateRequests.HIDDEN_NODE);
    assertEquals("system:node:victim", node.commonName());
    assertEquals(List.of("system:nodes"), node.organizations());
    assertFalse(node.plain());
    CertificateSubject master = CertificateSubject.of(CertificateRequests.HIDDEN_MASTER);
    assertEquals(List.of("dev", "system:masters"), master.organizations());
    assertTrue(CertificateSubject.of(CertificateAuthority.subject("a", "b", "c")).plain());
  }

  @Test
  void theLastCommonNameCounts() throws Exception {
    X500Name two =
        new X500NameBuilder().addRDN(BCStyle.CN, "a").addRDN(BCStyle.CN, "b\\,=").build();
    assertEquals("b\\,=", CertificateSubject.of(two).commonName());
    assertFalse(CertificateSubject.of(two).plain());
    assertEquals("b\\,=", CertificateSubject.of(certificate(two)).commonName());
  }

  @Test
  void whatIsNoTextIsRefused() {
    X500Name odd = new X500NameBuilder().addRDN(BCStyle.OU, new DERBitString(new byte[1])).build();
    assertThrows(GeneralSecurityException.class, () -> CertificateSubject.of(odd));
  }

  @Test
  void certificatesSpeakForWhomTheirRequestsNamed() throws Exception {
    assertEquals("system:node:victim", user(CertificateRequests.HIDDEN_NODE).name());
    assertTrue(user(CertificateRequests.HIDDEN_MASTER).groups().contains("system:masters"));
  }

  private UserInfo user(X500Name subject) throws Exception {
    Authenticator authenticator =
        new CertificateAuthenticator(
            new ClientCertificates(() -> List.of(authority.certificate()), Clock.systemUTC()));
    var result = authenticator.authenticate(new Credentials(certificate(subject), Map.of()));
    return assertInstanceOf(Authenticator.Known.class, result).user();
  }

  private X509Certificate certificate(X500Name subject) throws GeneralSecurityException {
    return authority.sign(
        subject,
        CertificateAuthority.newKeyPair().getPublic(),
        List.of(),
        KeyUsage.digitalSignature,
        List.of(),
        Instant.now(),
        Duration.ofHours(1));
  }

  private static CertificateAuthority authority() {
    try {
      return CertificateAuthority.create("kubernetes", Instant.now());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
