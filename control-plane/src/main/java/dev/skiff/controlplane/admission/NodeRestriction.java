package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.ClusterState;
import dev.skiff.controlplane.auth.NodeIdentity;
import dev.skiff.controlplane.auth.PodReferences;
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

  private final ClusterState state;
  private final NodeTokenRestriction tokens;

  NodeRestriction(ClusterState state, NodeTokenRestriction tokens) {
    this.state = state;
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
    switch (request.type().groupResource()) {
      case "pods" -> pod(request, node);
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

  private void pod(AdmissionRequest request, String node) {
    switch (request.subresource()) {
      case "" -> {
        switch (request.operation()) {
          case CREATE -> createPod(request, node);
          case DELETE -> requireOnNode(request, request.oldObject(), node, "delete pods");
          default ->
              throw refuse(
                  request, "node \"%s\" cannot update pods: only pods/status".formatted(node));
        }
      }
      case "status" -> {
        requireOnNode(request, request.oldObject(), node, "update pod status for pods");
        if (!labels(request.object()).equals(labels(request.oldObject()))) {
          throw refuse(
              request, "node \"%s\" cannot update labels through pod status".formatted(node));
        }
      }
      case "eviction" -> {
        String name = request.name();
        ObjectNode pod = state.get("pods", request.namespace(), name).orElse(null);
        if (pod != null) requireOnNode(request, pod, node, "evict pods");
      }
      default ->
          throw refuse(
              request, "unexpected pod subresource \"%s\"".formatted(request.subresource()));
    }
  }

  /** Only images of Pods that the node runs by itself. */
  private void createPod(AdmissionRequest request, String node) {
    ObjectNode pod = request.object();
    if (!Pods.isMirror(pod)) {
      throw refuse(
          request,
          "pod does not have \"%s\" annotation, node \"%s\" can only create mirror pods"
              .formatted(Pods.MIRROR, node));
    }
    requireOnNode(request, pod, node, "create pods");
    JsonNode owners = pod.path("metadata").path("ownerReferences");
    boolean owned =
        owners.size() == 1
            && owners.path(0).path("kind").asText().equals("Node")
            && owners.path(0).path("name").asText().equals(node);
    if (!owned) {
      throw refuse(
          request,
          "node \"%s\" can only create pods with an owner reference set to itself".formatted(node));
    }
    if (!pod.path("spec").path("serviceAccountName").asText().isEmpty()) {
      throw refuse(
          request,
          "node \"%s\" can not create pods that reference a service account".formatted(node));
    }
    PodReferences.visit(
        pod,
        (resource, name) -> {
          throw refuse(
              request,
              "node \"%s\" can not create pods that reference %s".formatted(node, resource));
        });
  }

  private static void requireOnNode(
      AdmissionRequest request, ObjectNode pod, String node, String what) {
    if (pod.path("spec").path("nodeName").asText().equals(node)) return;
    throw refuse(
        request, "node \"%s\" can only %s with spec.nodeName set to itself".formatted(node, what));
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
    if (request.operation() == Operation.UPDATE && request.subresource().isEmpty()) {
      JsonNode taints = request.object().path("spec").path("taints");
      if (!taints.equals(old.path("spec").path("taints"))) {
        throw refuse(request, "node \"%s\" is not allowed to modify taints".formatted(node));
      }
    }
    Set<String> forbidden = forbiddenLabels(labels(request.object()), labels(old));
    if (!forbidden.isEmpty()) {
      throw refuse(
          request,
          "node \"%s\" is not allowed to %s the following labels: %s"
              .formatted(
                  node,
                  request.operation() == Operation.CREATE ? "set" : "modify",
                  String.join(", ", forbidden)));
    }
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
