package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Tells a Pod in its labels which zone and region it was bound to (KEP-4742). Labels of the binding
 * become those of the Pod.
 */
@Singleton
public final class PodTopologyLabels implements AdmissionPlugin {
  private static final List<String> LABELS =
      List.of("topology.kubernetes.io/zone", "topology.kubernetes.io/region");

  private final ClusterState state;

  PodTopologyLabels(ClusterState state) {
    this.state = state;
  }

  @Override
  public String name() {
    return "PodTopologyLabels";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (request.operation() != Operation.CREATE) return;
    if (Pods.created(request)) {
      label(request.object(), request.object().at("/spec/nodeName"));
      return;
    }
    boolean bound =
        request.subresource().equals("binding") && request.type().groupResource().equals("pods");
    if (bound && request.object().at("/target/kind").asText().equals("Node")) {
      label(request.object(), request.object().at("/target/name"));
    }
  }

  private void label(ObjectNode object, JsonNode node) {
    if (node.asText().isEmpty()) return;
    JsonNode ofNode =
        state
            .get("nodes", "", node.asText())
            .map(found -> found.at("/metadata/labels"))
            .orElse(null);
    if (ofNode == null) return;
    for (String each : LABELS) {
      if (!ofNode.has(each)) continue;
      object.withObject("/metadata").withObject("/labels").set(each, ofNode.get(each));
    }
  }
}
