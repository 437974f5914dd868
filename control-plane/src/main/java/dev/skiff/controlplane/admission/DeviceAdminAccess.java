package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.auth.ClusterState;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import jakarta.inject.Singleton;

/**
 * Devices are given to administrators, whoever else uses them, only in namespaces with a label that
 * allows it (KEP-5018). What a claim asks for never changes; so only new ones, and what is
 * allocated to them, are looked at.
 */
@Singleton
public final class DeviceAdminAccess implements AdmissionPlugin {
  private static final String LABEL = "resource.kubernetes.io/admin-access";

  private final ClusterState state;

  DeviceAdminAccess(ClusterState state) {
    this.state = state;
  }

  @Override
  public String name() {
    return "DRAAdminAccess";
  }

  @Override
  public void validate(AdmissionRequest request) {
    switch (request.type().groupResource()) {
      case "resourceclaims.resource.k8s.io" -> claim(request);
      case "resourceclaimtemplates.resource.k8s.io" -> created(request, "/spec/spec");
      default -> {
        // Asks for no devices.
      }
    }
  }

  private void claim(AdmissionRequest request) {
    if (request.subresource().isEmpty()) {
      created(request, "/spec");
    } else if (request.operation() == Operation.UPDATE && results(request.oldObject()) < 0) {
      int result = results(request.object());
      check(request, "status.allocation.devices.results", result);
    }
  }

  private void created(AdmissionRequest request, String spec) {
    if (request.operation() != Operation.CREATE) return;
    JsonNode requests = request.object().at(spec + "/devices/requests");
    check(request, "spec.devices.requests", first(requests, "/exactly/adminAccess"));
  }

  private static int results(ObjectNode claim) {
    return first(claim.at("/status/allocation/devices/results"), "/adminAccess");
  }

  /** The index of the first that is for administrators; -1 if none is. */
  private static int first(JsonNode list, String field) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).at(field).asBoolean()) return i;
    }
    return -1;
  }

  private void check(AdmissionRequest request, String list, int index) {
    if (index < 0) return;
    boolean allowed =
        state
            .get("namespaces", "", request.namespace())
            .map(namespace -> namespace.path("metadata").path("labels").path(LABEL))
            .filter(label -> label.asText().equals("true"))
            .isPresent();
    if (allowed) return;
    FieldErrors errors = new FieldErrors();
    errors.forbidden(
        list + "[" + index + "].adminAccess",
        "admin access to devices requires the `"
            + LABEL
            + ": true` label on the containing namespace");
    errors.throwIfAny(request.type().group(), request.type().kind(), request.name());
  }
}
