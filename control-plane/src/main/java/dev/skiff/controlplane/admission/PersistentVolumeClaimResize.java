package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.Quantity;
import jakarta.inject.Singleton;

/** A claim may grow only when it is bound, and if its storage class lets volumes grow. */
@Singleton
public final class PersistentVolumeClaimResize implements AdmissionPlugin {
  private final ClusterState state;

  PersistentVolumeClaimResize(ClusterState state) {
    this.state = state;
  }

  @Override
  public String name() {
    return "PersistentVolumeClaimResize";
  }

  @Override
  public void validate(AdmissionRequest request) {
    boolean updated =
        request.operation() == Operation.UPDATE
            && request.subresource().isEmpty()
            && request.type().groupResource().equals("persistentvolumeclaims");
    if (!updated || size(request.object()).compareTo(size(request.oldObject())) <= 0) return;
    if (!request.oldObject().at("/status/phase").asText().equals("Bound")) {
      throw Refusal.forbidden(request, "Only bound persistent volume claims can be expanded");
    }
    String storageClass = DefaultStorageClass.named(request.object());
    boolean grows =
        !storageClass.isEmpty()
            && storageClass.equals(DefaultStorageClass.named(request.oldObject()))
            && state
                .get("storageclasses.storage.k8s.io", "", storageClass)
                .map(found -> found.path("allowVolumeExpansion").asBoolean())
                .orElse(false);
    if (grows) return;
    throw Refusal.forbidden(
        request,
        "only dynamically provisioned pvc can be resized and the storageclass that provisions the"
            + " pvc must support resize");
  }

  private static Quantity size(JsonNode claim) {
    String text = claim.at("/spec/resources/requests/storage").asText("0");
    return Quantity.parse(text.isEmpty() ? "0" : text);
  }
}
