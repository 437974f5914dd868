package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.NodeIdentity;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.TreeSet;

/** Holds node agents to their own Node, their own Lease and the Pods on their node. */
@Singleton
public final class NodeRestriction implements AdmissionPlugin {
  private static final Set<String> KUBELET_LABELS =
      Set.of(
          "kubernetes.io/hostname",
          "topology.kubernetes.io/zone",
          "topology.kubernetes.io/region",
          "failure-domain.beta.kubernetes.io/zone",
          "failure-domain.beta.kubernetes.io/region",
          "node.kubernetes.io/instance-type",
          "beta.kubernetes.io/instance-type",
          "kubernetes.io/os",
          "beta.kubernetes.io/os",
          "kubernetes.io/arch",
          "beta.kubernetes.io/arch");

  private final NodePodRestriction pods;
  private final NodeTokenRestriction tokens;

  NodeRestriction(ClusterState state, NodeTokenRestriction tokens) {
    this.pods = new NodePodRestriction(state);
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return "NodeRestriction";
  }

  @Override
  public void validate(AdmissionRequest request) {
    String node = NodeIdentity.of(request.user()).orElse(null);
    if (node == null) return;
    if (node.isEmpty()) {
      throw refuse(
          request, "could not determine node from user \"%s\"".formatted(request.user().name()));
    }
    switch (request.type().groupResource()) {
      case "pods" -> pods.check(request, node);
      case "nodes" -> node(request, node);
      case "leases.coordination.k8s.io" -> lease(request, node);
      case "csinodes.storage.k8s.io" -> named(request, node, "CSINode");
      case "persistentvolumeclaims" -> NodeObjectRestriction.claim(request, node);
      case "resourceslices.resource.k8s.io" -> NodeObjectRestriction.slice(request, node);
      case "certificatesigningrequests.certificates.k8s.io" ->
          NodeObjectRestriction.certificateRequest(request, node);
      case "serviceaccounts" -> tokens.check(request, node);
      default -> {}
    }
  }

  private static void node(AdmissionRequest request, String node) {
    String name = request.name();
    if (request.operation() == Operation.CREATE && request.object() != null) {
      name = request.object().path("metadata").path("name").asText();
    }
    if (!name.equals(node)) {
      throw refuse(
          request, "node \"%s\" is not allowed to modify node \"%s\"".formatted(node, name));
    }
    if (request.operation() == Operation.DELETE || request.object() == null) return;
    ObjectNode old = request.oldObject();
    Set<String> forbidden = forbiddenLabels(labels(request.object()), labels(old));
    if (request.operation() == Operation.CREATE) {
      if (forbidden.isEmpty()) return;
      throw refuse(
          request,
          "node \"%s\" is not allowed to set the following labels: %s"
              .formatted(node, String.join(", ", forbidden)));
    }
    if (!same(request, "/spec/taints")) {
      throw refuse(request, "node \"%s\" is not allowed to modify taints".formatted(node));
    }
    // An owner that is not there would have the node deleted, and come back without its taints.
    if (!same(request, "/metadata/ownerReferences")) {
      throw refuse(request, "node \"%s\" is not allowed to modify ownerReferences".formatted(node));
    }
    if (!forbidden.isEmpty()) {
      throw refuse(request, "is not allowed to modify labels: " + String.join(", ", forbidden));
    }
  }

  /** Whether an update leaves a field as it is; what is empty is absent. */
  static boolean same(AdmissionRequest request, String pointer) {
    JsonNode now = request.object().at(pointer);
    JsonNode before = request.oldObject().at(pointer);
    return now.equals(before) || (now.isEmpty() && before.isEmpty());
  }

  /** Labels of kubernetes.io that were changed and are not a node agent's to change. */
  private static Set<String> forbiddenLabels(JsonNode labels, JsonNode old) {
    Set<String> forbidden = new TreeSet<>();
    Set<String> keys = new TreeSet<>();
    labels.fieldNames().forEachRemaining(keys::add);
    old.fieldNames().forEachRemaining(keys::add);
    for (String key : keys) {
      boolean changed = !labels.path(key).equals(old.path(key));
      if (changed && !agentMaySet(key)) forbidden.add(key);
    }
    return forbidden;
  }

  private static boolean agentMaySet(String label) {
    int slash = label.indexOf('/');
    String domain = slash < 0 ? "" : label.substring(0, slash);
    boolean isolated =
        domain.equals("node-restriction.kubernetes.io")
            || domain.endsWith(".node-restriction.kubernetes.io");
    if (isolated) return false;
    if (!within(domain, "kubernetes.io") && !within(domain, "k8s.io")) return true;
    return KUBELET_LABELS.contains(label)
        || within(domain, "kubelet.kubernetes.io")
        || within(domain, "node.kubernetes.io");
  }

  private static boolean within(String domain, String parent) {
    return domain.equals(parent) || domain.endsWith("." + parent);
  }

  private static void lease(AdmissionRequest request, String node) {
    if (!request.namespace().equals("kube-node-lease")) {
      throw refuse(request, "can only access leases in the \"kube-node-lease\" system namespace");
    }
    named(request, node, "node lease");
  }

  private static void named(AdmissionRequest request, String node, String what) {
    String name =
        request.operation() == Operation.CREATE
            ? request.object().path("metadata").path("name").asText()
            : request.name();
    if (!name.equals(node)) {
      throw refuse(
          request, "can only access %s with the same name as the requesting node".formatted(what));
    }
  }

  private static JsonNode labels(ObjectNode object) {
    JsonNode labels = object == null ? null : object.path("metadata").get("labels");
    return labels == null || labels.isNull() ? MissingNode.getInstance() : labels;
  }

  private static StatusException refuse(AdmissionRequest request, String why) {
    return Refusal.forbidden(request, why);
  }
}
