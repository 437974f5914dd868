package dev.skiff.controlplane.api;

import dev.skiff.controlplane.bootstrap.CertificateAuthority;
import dev.skiff.controlplane.bootstrap.Identity;
import dev.skiff.controlplane.bootstrap.Pki;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** What agents of nodes show to those who call them. */
final class NodeIdentities {
  private NodeIdentities() {}

  static Identity of(Pki pki, String node, String address) throws GeneralSecurityException {
    KeyPair keys = CertificateAuthority.newKeyPair();
    return new Identity(
        pki.ca()
            .sign(
                CertificateAuthority.subject("system:node:" + node, "system:nodes"),
                keys.getPublic(),
                List.of(new GeneralName(GeneralName.iPAddress, address)),
                KeyUsage.digitalSignature,
                List.of(KeyPurposeId.id_kp_serverAuth),
                Instant.now(),
                Duration.ofHours(1)),
        keys.getPrivate());
  }
}
