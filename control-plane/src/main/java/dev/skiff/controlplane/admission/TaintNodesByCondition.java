package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import jakarta.inject.Singleton;

/** A new node takes no Pods until it has been seen to be ready. */
@Singleton
public final class TaintNodesByCondition implements AdmissionPlugin {
  private static final String NOT_READY = "node.kubernetes.io/not-ready";

  @Override
  public String name() {
    return "TaintNodesByCondition";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    boolean newNode =
        request.operation() == Operation.CREATE
            && request.subresource().isEmpty()
            && request.type().groupResource().equals("nodes");
    if (!newNode) return;
    ArrayNode taints = Pods.array(request.object().withObject("/spec"), "taints");
    for (JsonNode taint : taints) {
      boolean present =
          taint.path("key").asText().equals(NOT_READY)
              && taint.path("effect").asText().equals("NoSchedule");
      if (present) return;
    }
    taints.addObject().put("key", NOT_READY).put("effect", "NoSchedule");
  }
}
