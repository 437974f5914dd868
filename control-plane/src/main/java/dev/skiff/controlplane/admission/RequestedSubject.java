package dev.skiff.controlplane.admission;

import dev.skiff.controlplane.bootstrap.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** In whose name a CertificateSigningRequest asks. */
record RequestedSubject(X500Name name) {
  /**
   * Reads {@code spec.request} (PKCS #10, RFC 2986).
   *
   * @param problem how the refusal begins
   * @throws dev.skiff.controlplane.api.StatusException 403 if it is damaged
   */
  static RequestedSubject of(AdmissionRequest request, String problem) {
    String encoded = request.object().path("spec").path("request").asText();
    try {
      String pem = new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
      var asked = new PKCS10CertificationRequest(Pem.der(pem, "CERTIFICATE REQUEST"));
      return new RequestedSubject(asked.getSubject());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
      throw Refusal.forbidden(request, problem + ": " + unreadable.getMessage());
    }
  }

  /** Empty if there is none. */
  String commonName() {
    List<String> names = values(BCStyle.CN);
    return names.isEmpty() ? "" : names.getLast();
  }

  List<String> organizations() {
    return values(BCStyle.O);
  }

  private List<String> values(ASN1ObjectIdentifier attribute) {
    List<String> values = new ArrayList<>();
    for (RDN each : name.getRDNs(attribute)) {
      values.add(IETFUtils.valueToString(each.getFirst().getValue()));
    }
    return values;
  }
}
