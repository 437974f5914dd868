package dev.skiff.controlplane.resource.behaviour;

import dev.skiff.controlplane.bootstrap.PemBlock;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;

/** Certificates of authorities, by which a webhook's server is known. */
final class CertificateBundles {
  private CertificateBundles() {}

  /** Why a text is no bundle, as Go's client says it; empty if one certificate can be read. */
  static String problem(String pem) {
    List<PemBlock> blocks = PemBlock.all(pem);
    if (blocks.isEmpty()) return "unable to parse bytes as PEM block";
    boolean malformed = false;
    for (PemBlock block : blocks) {
      if (!block.label().equals("CERTIFICATE") || block.headers()) continue;
      try {
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(block.der()));
        return "";
      } catch (CertificateException damaged) {
        malformed = true;
      }
    }
    return malformed
        ? "failed to parse certificate: x509: malformed certificate"
        : "no valid certificate authority data seen";
  }
}
