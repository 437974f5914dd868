package dev.skiff.controlplane.auth.certificates;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.auth.CertificateSubject;
import dev.skiff.controlplane.bootstrap.PemBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * What a CertificateSigningRequest asks for.
 *
 * @param name the subject of the certificate
 * @param subject whom it names
 * @param names subject alternative names
 * @param usages {@code spec.usages}
 */
public record RequestedCertificate(
    X500Name name,
    CertificateSubject subject,
    List<GeneralName> names,
    PublicKey publicKey,
    Set<String> usages) {

  /**
   * Reads {@code spec.request} (PKCS #10, RFC 2986).
   *
   * @throws GeneralSecurityException if it is damaged or not signed by its own key
   */
  public static RequestedCertificate of(ObjectNode object) throws GeneralSecurityException {
    try {
      var request = new JcaPKCS10CertificationRequest(der(object));
      PublicKey key = request.getPublicKey();
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new GeneralSecurityException(
            "x509: %s verification failure".formatted(key.getAlgorithm().replace("EC", "ECDSA")));
      }
      Set<String> usages = new TreeSet<>();
      object.path("spec").path("usages").forEach(usage -> usages.add(usage.asText()));
      X500Name name = request.getSubject();
      return new RequestedCertificate(
          name, CertificateSubject.of(name), names(request), key, usages);
    } catch (IOException | PKCSException | OperatorCreationException | RuntimeException damaged) {
      // What is no ASN.1 of the expected form fails in many ways.
      throw new GeneralSecurityException("x509: the request is damaged: " + damaged.getMessage());
    }
  }

  private static byte[] der(ObjectNode object) throws GeneralSecurityException {
    byte[] request = Base64.getDecoder().decode(object.path("spec").path("request").asText());
    List<PemBlock> blocks = PemBlock.all(new String(request, StandardCharsets.ISO_8859_1));
    if (blocks.isEmpty() || !blocks.getFirst().label().equals("CERTIFICATE REQUEST")) {
      throw new GeneralSecurityException("PEM block type must be CERTIFICATE REQUEST");
    }
    return blocks.getFirst().der();
  }

  /** Names of a sort, for example {@link GeneralName#dNSName}. */
  List<GeneralName> names(int sort) {
    return names.stream().filter(name -> name.getTagNo() == sort).toList();
  }

  private static List<GeneralName> names(JcaPKCS10CertificationRequest request) {
    for (var attribute : request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
      Extensions extensions = Extensions.getInstance(attribute.getAttrValues().getObjectAt(0));
      GeneralNames names =
          GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
      if (names != null) return List.of(names.getNames());
    }
    return List.of();
  }
}
