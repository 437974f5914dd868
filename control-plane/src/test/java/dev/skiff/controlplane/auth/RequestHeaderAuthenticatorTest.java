package dev.skiff.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.skiff.controlplane.bootstrap.CertificateAuthority;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestHeaderAuthenticatorTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private CertificateAuthority authority;
  private RequestHeaderAuthenticator authenticator;

  @BeforeEach
  void authority() throws Exception {
    authority = CertificateAuthority.create("front-proxy-ca", NOW);
    authenticator = at(NOW);
  }

  private RequestHeaderAuthenticator at(Instant time) {
    return new RequestHeaderAuthenticator(
        new ClientCertificates(
            () -> List.of(authority.certificate()), Clock.fixed(time, ZoneOffset.UTC)));
  }

  private static X509Certificate client(CertificateAuthority signer, String name) throws Exception {
    KeyPair pair = CertificateAuthority.newKeyPair();
    return signer.sign(
        CertificateAuthority.subject(name),
        pair.getPublic(),
        List.of(),
        KeyUsage.digitalSignature,
        List.of(KeyPurposeId.id_kp_clientAuth),
        NOW,
        Duration.ofDays(1));
  }

  @Test
  void proxySpeaksForSomebody() throws Exception {
    var credentials =
        new Credentials(
            client(authority, "front-proxy-client"),
            Map.of(
                "x-remote-user", List.of("jane"),
                "x-remote-uid", List.of("42"),
                "x-remote-group", List.of("dev", "ops"),
                "x-remote-extra-example.org%2fproject", List.of("a", "b")));
    var known =
        assertInstanceOf(Authenticator.Known.class, authenticator.authenticate(credentials));
    assertEquals(
        new UserInfo(
            "jane",
            "42",
            List.of("dev", "ops", "system:authenticated"),
            Map.of("example.org/project", List.of("a", "b"))),
        known.user());
  }

  @Test
  void headersAloneAreNothing() throws Exception {
    Map<String, List<String>> headers = Map.of("x-remote-user", List.of("jane"));
    assertInstanceOf(
        Authenticator.Absent.class, authenticator.authenticate(new Credentials(null, headers)));
    X509Certificate unknownName = client(authority, "somebody");
    assertInstanceOf(
        Authenticator.Invalid.class,
        authenticator.authenticate(new Credentials(unknownName, headers)));
    CertificateAuthority impostor = CertificateAuthority.create("front-proxy-ca", NOW);
    X509Certificate forged = client(impostor, "front-proxy-client");
    assertInstanceOf(
        Authenticator.Invalid.class, authenticator.authenticate(new Credentials(forged, headers)));
  }

  @Test
  void certificatesEnd() throws Exception {
    var credentials =
        new Credentials(
            client(authority, "front-proxy-client"), Map.of("x-remote-user", List.of("jane")));
    assertInstanceOf(
        Authenticator.Invalid.class, at(NOW.plus(Duration.ofDays(2))).authenticate(credentials));
  }
}
