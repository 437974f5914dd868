package dev.skiff.controlplane.auth.certificates;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.bootstrap.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
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
 * @param subject of the certificate
 * @param names subject alternative names
 * @param usages {@code spec.usages}
 */
record RequestedCertificate(
    X500Name subject, List<GeneralName> names, PublicKey publicKey, Set<String> usages) {

  /**
   * Reads {@code spec.request} (PKCS #10, RFC 2986).
   *
   * @throws GeneralSecurityException if it is damaged or not signed by its own key
   */
  static RequestedCertificate of(ObjectNode object) throws GeneralSecurityException {
    try {
      String pem =
          new String(
              Base64.getDecoder().decode(object.path("spec").path("request").asText()),
              StandardCharsets.US_ASCII);
      var request = new JcaPKCS10CertificationRequest(Pem.der(pem, "CERTIFICATE REQUEST"));
      PublicKey key = request.getPublicKey();
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new GeneralSecurityException("the request is not signed by its key");
      }
      Set<String> usages = new TreeSet<>();
      object.path("spec").path("usages").forEach(usage -> usages.add(usage.asText()));
      return new RequestedCertificate(request.getSubject(), names(request), key, usages);
    } catch (IOException
        | PKCSException
        | OperatorCreationException
        | IllegalArgumentException damaged) {
      throw new GeneralSecurityException("the request is damaged: " + damaged.getMessage());
    }
  }

  String commonName() {
    List<String> found = texts(BCStyle.CN);
    return found.isEmpty() ? "" : found.getFirst();
  }

  List<String> organizations() {
    return texts(BCStyle.O);
  }

  /** Names of a sort, for example {@link GeneralName#dNSName}. */
  List<GeneralName> names(int sort) {
    return names.stream().filter(name -> name.getTagNo() == sort).toList();
  }

  private List<String> texts(ASN1ObjectIdentifier attribute) {
    List<String> texts = new ArrayList<>();
    for (RDN part : subject.getRDNs(attribute)) {
      for (var each : part.getTypesAndValues()) {
        if (each.getType().equals(attribute)) {
          texts.add(IETFUtils.valueToString(each.getValue()).replace("\\", ""));
        }
      }
    }
    return texts;
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
