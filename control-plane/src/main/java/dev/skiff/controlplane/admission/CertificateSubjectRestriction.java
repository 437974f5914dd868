package dev.skiff.controlplane.admission;

import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.bootstrap.Pem;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** No client certificate makes its holder a member of {@code system:masters}. */
@Singleton
public final class CertificateSubjectRestriction implements AdmissionPlugin {
  @Override
  public String name() {
    return "CertificateSubjectRestriction";
  }

  @Override
  public void validate(AdmissionRequest request) {
    boolean created =
        request.operation() == Operation.CREATE
            && request.subresource().isEmpty()
            && request.type().plural().equals("certificatesigningrequests");
    if (!created) return;
    var spec = request.object().path("spec");
    if (!spec.path("signerName").asText().equals("kubernetes.io/kube-apiserver-client")) return;
    try {
      String pem =
          new String(
              Base64.getDecoder().decode(spec.path("request").asText()), StandardCharsets.US_ASCII);
      var asked = new PKCS10CertificationRequest(Pem.der(pem, "CERTIFICATE REQUEST"));
      for (RDN organization : asked.getSubject().getRDNs(BCStyle.O)) {
        String group = IETFUtils.valueToString(organization.getFirst().getValue());
        if (group.equals("system:masters")) {
          throw Refusal.forbidden(
              request,
              "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not"
                  + " allowed");
        }
      }
    } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
      throw Refusal.forbidden(request, "failed to parse CSR: " + unreadable.getMessage());
    }
  }
}
