package dev.skiff.controlplane.auth.certificates;

import dev.skiff.controlplane.bootstrap.CertificateAuthority;
import dev.skiff.controlplane.bootstrap.Pem;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Requests for certificates, as {@code spec.request} has them. */
public final class CertificateRequests {
  /** A node's name behind another attribute of the same part of the name. */
  public static final X500Name HIDDEN_NODE =
      behind("system:node:n1", BCStyle.CN, "system:node:victim", "system:nodes");

  /** The masters' group behind another attribute of the same part of the name. */
  public static final X500Name HIDDEN_MASTER = behind("joe", BCStyle.O, "system:masters", "dev");

  private CertificateRequests() {}

  /** A request of a node. */
  public static String encoded(String commonName) {
    return encoded(CertificateAuthority.subject(commonName, "system:nodes"));
  }

  /** A request for a subject and alternative names. */
  public static String encoded(X500Name subject, GeneralName... names) {
    byte[] pem =
        Pem.block("CERTIFICATE REQUEST", der(subject, names)).getBytes(StandardCharsets.US_ASCII);
    return Base64.getEncoder().encodeToString(pem);
  }

  /** The same, without any wrapping. */
  public static byte[] der(X500Name subject, GeneralName... names) {
    try {
      KeyPair pair = CertificateAuthority.newKeyPair();
      var builder = new JcaPKCS10CertificationRequestBuilder(subject, pair.getPublic());
      if (names.length > 0) {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        builder.addAttribute(
            PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
      }
      return builder
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
          .getEncoded();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static X500Name behind(
      String commonName, ASN1ObjectIdentifier type, String value, String organization) {
    return new X500NameBuilder()
        .addRDN(BCStyle.O, organization)
        .addRDN(BCStyle.CN, commonName)
        .addMultiValuedRDN(
            new ASN1ObjectIdentifier[] {BCStyle.OU, type},
            new DERUTF8String[] {new DERUTF8String("a"), new DERUTF8String(value)})
        .build();
  }
}
