package dev.skiff.controlplane.admission;

import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.auth.Authorizer;
import jakarta.inject.Singleton;

/** Whoever approves or denies a certificate request must be allowed to, for its signer. */
@Singleton
public final class CertificateApproval implements AdmissionPlugin {
  private final Authorizer authorizer;

  CertificateApproval(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public String name() {
    return "CertificateApproval";
  }

  @Override
  public void validate(AdmissionRequest request) {
    boolean approval =
        request.operation() == Operation.UPDATE
            && request.subresource().equals("approval")
            && request.type().plural().equals("certificatesigningrequests");
    if (!approval) return;
    String signer = request.oldObject().path("spec").path("signerName").asText();
    if (!SignerPermission.granted(authorizer, request.user(), "approve", signer)) {
      throw Refusal.forbidden(
          request, "user not permitted to approve requests with signerName \"" + signer + "\"");
    }
  }
}
