package dev.skiff.controlplane.resource.behaviour;

import dev.skiff.controlplane.bootstrap.PemBlock;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;

/** What a signer puts into the status of a CertificateSigningRequest. */
final class IssuedCertificates {
  private IssuedCertificates() {}

  /** Why a text is no chain of certificates; empty if it is one. */
  static String problem(String pem) {
    List<PemBlock> blocks = PemBlock.all(pem);
    if (blocks.isEmpty()) return "must contain at least one CERTIFICATE PEM block";
    for (PemBlock block : blocks) {
      if (!block.label().equals("CERTIFICATE")) {
        return "only CERTIFICATE PEM blocks are allowed, found \"%s\"".formatted(block.label());
      }
      if (block.headers()) return "no PEM block headers are permitted";
      if (block.der().length == 0) {
        return "found CERTIFICATE PEM block containing 0 certificates";
      }
      try {
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(block.der()));
      } catch (CertificateException malformed) {
        return "x509: malformed certificate";
      }
    }
    return "";
  }
}
