package dev.skiff.controlplane.admission;

import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.auth.CertificateSubject;
import jakarta.inject.Singleton;

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
    CertificateSubject subject = RequestedSubject.of(request, "failed to parse CSR");
    if (subject.organizations().contains("system:masters")) {
      throw Refusal.forbidden(
          request,
          "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not"
              + " allowed");
    }
  }
}
