package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import java.util.ArrayList;
import java.util.List;

/** What plugins for Pods share. */
final class Pods {
  static final String MIRROR = "kubernetes.io/config.mirror";

  private Pods() {}

  /** Whether a Pod itself, no subresource of it, is being created. */
  static boolean created(AdmissionRequest request) {
    return request.operation() == Operation.CREATE && about(request);
  }

  /** Whether a Pod itself, no subresource of it, is being updated. */
  static boolean updated(AdmissionRequest request) {
    return request.operation() == Operation.UPDATE && about(request);
  }

  /** Whether a Pod gets ephemeral containers. */
  static boolean debugged(AdmissionRequest request) {
    return request.operation() == Operation.UPDATE
        && request.subresource().equals("ephemeralcontainers")
        && request.type().groupResource().equals("pods");
  }

  /** Whether it stands for a Pod that a node runs by itself. */
  static boolean isMirror(ObjectNode pod) {
    return pod.path("metadata").path("annotations").has(MIRROR);
  }

  /** Init containers and containers. */
  static List<ObjectNode> containers(JsonNode spec) {
    List<ObjectNode> found = new ArrayList<>();
    for (String field : List.of("initContainers", "containers")) {
      spec.path(field).forEach(container -> found.add((ObjectNode) container));
    }
    return found;
  }

  static ObjectNode spec(AdmissionRequest request) {
    return request.object().withObject("/spec");
  }

  /** The array in a field, made if it is absent or null. */
  static ArrayNode array(ObjectNode object, String field) {
    return object.get(field) instanceof ArrayNode array ? array : object.putArray(field);
  }

  private static boolean about(AdmissionRequest request) {
    return request.subresource().isEmpty() && request.type().groupResource().equals("pods");
  }
}
