package dev.skiff.controlplane.admission;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.auth.certificates.CertificateRequests;
import dev.skiff.controlplane.bootstrap.CertificateAuthority;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;

class CertificateSubjectRestrictionTest {
  private static void validate(X500Name subject) {
    new CertificateSubjectRestriction()
        .validate(
            Requests.request(
                Operation.CREATE,
                "certificatesigningrequests.certificates.k8s.io",
                "",
                "",
                "{'metadata':{'name':'c'},'spec':{'signerName':'kubernetes.io/kube-apiserver-client','request':'%s'}}"
                    .formatted(CertificateRequests.encoded(subject)),
                null,
                new UserInfo("jane", "", List.of(), Map.of())));
  }

  @Test
  void nobodyBecomesAMaster() {
    assertDoesNotThrow(() -> validate(CertificateAuthority.subject("joe", "dev")));
    for (X500Name subject :
        List.of(
            CertificateAuthority.subject("joe", "system:masters"),
            CertificateRequests.HIDDEN_MASTER)) {
      assertEquals(
          "certificatesigningrequests.certificates.k8s.io \"c\" is forbidden: use of"
              + " kubernetes.io/kube-apiserver-client signer with system:masters group is not"
              + " allowed",
          assertThrows(StatusException.class, () -> validate(subject)).getMessage());
    }
  }
}
