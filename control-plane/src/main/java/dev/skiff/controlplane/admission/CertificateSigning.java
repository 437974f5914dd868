package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.auth.Authorizer;
import jakarta.inject.Singleton;

/** Whoever puts a certificate, or a failure, into a request must be allowed to, for its signer. */
@Singleton
public final class CertificateSigning implements AdmissionPlugin {
  private final Authorizer authorizer;

  CertificateSigning(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public String name() {
    return "CertificateSigning";
  }

  @Override
  public void validate(AdmissionRequest request) {
    boolean status =
        request.operation() == Operation.UPDATE
            && request.subresource().equals("status")
            && request.type().plural().equals("certificatesigningrequests");
    if (!status) return;
    JsonNode now = request.object().path("status");
    JsonNode before = request.oldObject().path("status");
    boolean settles =
        !now.path("certificate").equals(before.path("certificate"))
            || !now.path("conditions").equals(before.path("conditions"));
    String signer = request.oldObject().path("spec").path("signerName").asText();
    if (settles && !SignerPermission.granted(authorizer, request.user(), "sign", signer)) {
      throw Refusal.forbidden(
          request, "user not permitted to sign requests with signerName \"" + signer + "\"");
    }
  }
}
