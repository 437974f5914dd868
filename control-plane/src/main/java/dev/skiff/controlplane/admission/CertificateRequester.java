package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import jakarta.inject.Singleton;

/**
 * Writes into a CertificateSigningRequest who made it; nobody can say that himself. Upstream does
 * it in the resource's strategy, before admission.
 */
@Singleton
public final class CertificateRequester implements AdmissionPlugin {
  @Override
  public String name() {
    return "CertificateRequester";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    boolean created =
        request.operation() == Operation.CREATE
            && request.subresource().isEmpty()
            && request
                .type()
                .groupResource()
                .equals("certificatesigningrequests.certificates.k8s.io");
    if (!created) return;
    ObjectNode spec = request.object().withObject("/spec");
    spec.put("username", request.user().name());
    spec.remove("uid");
    if (!request.user().uid().isEmpty()) spec.put("uid", request.user().uid());
    ArrayNode groups = spec.putArray("groups");
    request.user().groups().forEach(groups::add);
    spec.remove("extra");
    if (request.user().extra().isEmpty()) return;
    ObjectNode extra = spec.putObject("extra");
    request
        .user()
        .extra()
        .forEach(
            (key, values) -> {
              ArrayNode array = extra.putArray(key);
              values.forEach(array::add);
            });
  }
}
