package dev.skiff.controlplane.auth;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1NumericString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1T61String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Whose a certificate is, or is to be. Everybody who judges a subject reads it here, so that none
 * sees another user in it than the next: every attribute of every part counts, as for Go's {@code
 * crypto/x509}.
 *
 * @param commonName the last one, empty if there is none
 * @param organizations all, in their order
 * @param plain whether each part has one attribute and at most one of them is a common name
 */
public record CertificateSubject(String commonName, List<String> organizations, boolean plain) {

  /**
   * The subject of a certificate.
   *
   * @throws GeneralSecurityException if an attribute is no text
   */
  public static CertificateSubject of(X509Certificate certificate) throws GeneralSecurityException {
    return of(certificate.getSubjectX500Principal().getEncoded());
  }

  /**
   * A name as a certificate will have it.
   *
   * @throws GeneralSecurityException if an attribute is no text
   */
  public static CertificateSubject of(X500Name name) throws GeneralSecurityException {
    try {
      return of(name.getEncoded(ASN1Encoding.DER));
    } catch (IOException damaged) {
      throw new GeneralSecurityException("the subject is damaged", damaged);
    }
  }

  private static CertificateSubject of(byte[] der) throws GeneralSecurityException {
    List<String> commonNames = new ArrayList<>();
    List<String> organizations = new ArrayList<>();
    boolean single = true;
    for (RDN part : X500Name.getInstance(der).getRDNs()) {
      single &= part.size() == 1;
      for (AttributeTypeAndValue each : part.getTypesAndValues()) {
        String text = text(each.getValue());
        if (each.getType().equals(BCStyle.CN)) commonNames.add(text);
        if (each.getType().equals(BCStyle.O)) organizations.add(text);
      }
    }
    String commonName = commonNames.isEmpty() ? "" : commonNames.getLast();
    boolean plain = single && commonNames.size() <= 1;
    return new CertificateSubject(commonName, List.copyOf(organizations), plain);
  }

  private static String text(ASN1Encodable value) throws GeneralSecurityException {
    ASN1Primitive primitive = value.toASN1Primitive();
    return switch (primitive) {
      case ASN1UTF8String text -> text.getString();
      case ASN1PrintableString text -> text.getString();
      case ASN1IA5String text -> text.getString();
      case ASN1NumericString text -> text.getString();
      case ASN1T61String text -> text.getString();
      case ASN1BMPString text -> text.getString();
      default -> throw new GeneralSecurityException("an attribute of the subject is no text");
    };
  }
}
