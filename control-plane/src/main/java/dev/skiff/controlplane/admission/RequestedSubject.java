package dev.skiff.controlplane.admission;

import dev.skiff.controlplane.auth.CertificateSubject;
import dev.skiff.controlplane.auth.certificates.RequestedCertificate;
import java.security.GeneralSecurityException;

/** In whose name a CertificateSigningRequest asks. */
final class RequestedSubject {
  private RequestedSubject() {}

  /**
   * Reads {@code spec.request}.
   *
   * @param problem how the refusal begins
   * @throws dev.skiff.controlplane.api.StatusException 403 if it is damaged
   */
  static CertificateSubject of(AdmissionRequest request, String problem) {
    try {
      return RequestedCertificate.of(request.object()).subject();
    } catch (GeneralSecurityException unreadable) {
      throw Refusal.forbidden(request, problem + ": " + unreadable.getMessage());
    }
  }
}
