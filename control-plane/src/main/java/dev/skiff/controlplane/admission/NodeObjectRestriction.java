package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.resource.JsonEquality;
import java.util.List;
import java.util.Set;

/** What a node agent may write besides its Node, its Lease and the Pods on its node. */
final class NodeObjectRestriction {
  private static final Set<String> SIGNERS =
      Set.of("kubernetes.io/kubelet-serving", "kubernetes.io/kube-apiserver-client-kubelet");

  private NodeObjectRestriction() {}

  /** Of claims, what became of a volume's size. */
  static void claim(AdmissionRequest request, String node) {
    if (!request.subresource().equals("status")) {
      throw Refusal.forbidden(request, "may only update PVC status");
    }
    if (request.operation() != Operation.UPDATE) {
      throw Refusal.forbidden(
          request, "unexpected operation \"%s\"".formatted(request.operation()));
    }
    if (JsonEquality.equal(others(request.object()), others(request.oldObject()))) return;
    throw Refusal.forbidden(
        request,
        "node \"%s\" is not allowed to update fields other than status.quantity and status.conditions"
            .formatted(node));
  }

  private static ObjectNode others(ObjectNode claim) {
    ObjectNode others = claim.deepCopy();
    others.withObject("/metadata").remove(List.of("resourceVersion", "managedFields"));
    others
        .withObject("/status")
        .remove(
            List.of("capacity", "conditions", "allocatedResources", "allocatedResourceStatuses"));
    return others;
  }

  static void slice(AdmissionRequest request, String node) {
    JsonNode slice =
        switch (request.operation()) {
          case CREATE -> request.object();
          case DELETE -> request.oldObject();
          default -> null;
        };
    if (slice == null || slice.at("/spec/nodeName").asText().equals(node)) return;
    String what = request.operation() == Operation.CREATE ? "create" : "delete";
    throw Refusal.forbidden(
        request,
        "can only %s ResourceSlice with the same NodeName as the requesting node".formatted(what));
  }

  /** Certificates in no other node's name. */
  static void certificateRequest(AdmissionRequest request, String node) {
    if (request.operation() != Operation.CREATE) return;
    JsonNode spec = request.object().path("spec");
    if (!SIGNERS.contains(spec.path("signerName").asText())) return;
    String name = RequestedSubject.of(request, "unable to parse csr").commonName();
    if (name.equals("system:node:" + node)) return;
    throw Refusal.forbidden(
        request, "can only create a node CSR with CN=system:node:%s".formatted(node));
  }
}
