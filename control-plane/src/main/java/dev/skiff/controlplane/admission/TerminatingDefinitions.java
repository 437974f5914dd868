package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Singleton;

/** Nothing is created whose definition is going: it would outlive the definition. */
@Singleton
public final class TerminatingDefinitions implements AdmissionPlugin {
  private static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

  private final ClusterState state;

  TerminatingDefinitions(ClusterState state) {
    this.state = state;
  }

  /** Upstream has no name for it: it is a part of how custom resources are served. */
  @Override
  public String name() {
    return "TerminatingDefinitions";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (!request.type().custom() || request.operation() != Operation.CREATE) return;
    state
        .get(DEFINITIONS, "", request.type().groupResource())
        .filter(TerminatingDefinitions::isGoing)
        .ifPresent(
            definition -> {
              throw Refusal.forbidden(
                  request, "create not allowed while custom resource definition is terminating");
            });
  }

  private static boolean isGoing(ObjectNode definition) {
    return definition.path("metadata").has("deletionTimestamp");
  }
}
