package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.informer.ClusterState;

/**
 * What a node agent may write of Pods: mirror Pods of its own, and the status of Pods on its node.
 */
final class NodePodRestriction {
  private final ClusterState state;

  NodePodRestriction(ClusterState state) {
    this.state = state;
  }

  void check(AdmissionRequest request, String node) {
    switch (request.subresource()) {
      case "" -> {
        switch (request.operation()) {
          case CREATE -> create(request, node);
          case DELETE -> requireOnNode(request, request.oldObject(), node, "delete pods");
          default ->
              throw Refusal.forbidden(
                  request,
                  "unexpected operation \"%s\", node \"%s\" can only create and delete mirror pods"
                      .formatted(request.operation(), node));
        }
      }
      case "status" -> status(request, node);
      case "eviction" -> evict(request, node);
      default ->
          throw Refusal.forbidden(
              request,
              "unexpected pod subresource \"%s\", only 'status' and 'eviction' are allowed"
                  .formatted(request.subresource()));
    }
  }

  /** Only images of Pods that the node runs by itself. */
  private void create(AdmissionRequest request, String node) {
    ObjectNode pod = request.object();
    if (!Pods.isMirror(pod)) {
      throw Refusal.forbidden(
          request,
          "pod does not have \"%s\" annotation, node \"%s\" can only create mirror pods"
              .formatted(Pods.MIRROR, node));
    }
    requireOnNode(request, pod, node, "create pods");
    owner(request, pod.path("metadata").path("ownerReferences"), node);
    String reference = MirrorPodReferences.first(pod);
    if (!reference.isEmpty()) {
      throw Refusal.forbidden(
          request, "node \"%s\" can not create pods that reference %s".formatted(node, reference));
    }
  }

  private void owner(AdmissionRequest request, JsonNode owners, String node) {
    if (owners.size() > 1) {
      throw only(request, node, "a single owner reference");
    }
    JsonNode owner = owners.path(0);
    boolean itself =
        owner.path("apiVersion").asText().equals("v1")
            && owner.path("kind").asText().equals("Node")
            && owner.path("name").asText().equals(node);
    if (!itself) throw only(request, node, "an owner reference");
    if (!owner.path("controller").asBoolean()) {
      throw only(request, node, "a controller owner reference");
    }
    if (owner.path("blockOwnerDeletion").asBoolean()) {
      throw Refusal.forbidden(
          request,
          "node \"%s\" must not set blockOwnerDeletion on an owner reference".formatted(node));
    }
    ObjectNode known =
        state.get("nodes", "", node).orElseThrow(() -> Statuses.notFound("", "nodes", node));
    String uid = known.path("metadata").path("uid").asText();
    if (!owner.path("uid").asText().equals(uid)) {
      throw Refusal.forbidden(
          request,
          "node %s UID mismatch: expected %s got %s"
              .formatted(node, owner.path("uid").asText(), uid));
    }
  }

  private static RuntimeException only(AdmissionRequest request, String node, String what) {
    return Refusal.forbidden(
        request, "node \"%s\" can only create pods with %s set to itself".formatted(node, what));
  }

  private static void status(AdmissionRequest request, String node) {
    if (request.operation() != Operation.UPDATE) {
      throw Refusal.forbidden(
          request, "unexpected operation \"%s\"".formatted(request.operation()));
    }
    requireOnNode(request, request.oldObject(), node, "update pod status for pods");
    unchanged(request, node, "/metadata/labels", "labels through pod status");
    // What a Pod claims opens the claims to its node (CVE-2025-4563).
    unchanged(request, node, "/status/resourceClaimStatuses", "resource claim statues");
    unchanged(
        request, node, "/status/extendedResourceClaimStatus", "extended resource claim status");
  }

  private static void unchanged(
      AdmissionRequest request, String node, String pointer, String what) {
    if (NodeRestriction.same(request, pointer)) return;
    throw Refusal.forbidden(request, "node \"%s\" cannot update %s".formatted(node, what));
  }

  private void evict(AdmissionRequest request, String node) {
    ObjectNode pod = state.get("pods", request.namespace(), request.name()).orElse(null);
    if (pod == null || isOn(pod, node)) return;
    throw Refusal.forbidden(
        request, "node %s can only evict pods with spec.nodeName set to itself".formatted(node));
  }

  private static void requireOnNode(
      AdmissionRequest request, ObjectNode pod, String node, String what) {
    if (isOn(pod, node)) return;
    throw Refusal.forbidden(
        request, "node \"%s\" can only %s with spec.nodeName set to itself".formatted(node, what));
  }

  private static boolean isOn(ObjectNode pod, String node) {
    return pod.path("spec").path("nodeName").asText().equals(node);
  }
}
