package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import jakarta.inject.Singleton;

/** Volumes and claims get a finalizer that keeps them while they are in use. */
@Singleton
public final class StorageObjectInUseProtection implements AdmissionPlugin {
  @Override
  public String name() {
    return "StorageObjectInUseProtection";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (request.operation() != Operation.CREATE || !request.subresource().isEmpty()) return;
    switch (request.type().groupResource()) {
      case "persistentvolumes" -> protect(request, "kubernetes.io/pv-protection");
      case "persistentvolumeclaims" -> protect(request, "kubernetes.io/pvc-protection");
      case "volumeattributesclasses.storage.k8s.io" ->
          protect(request, "kubernetes.io/vac-protection");
      default -> {}
    }
  }

  private static void protect(AdmissionRequest request, String finalizer) {
    ArrayNode finalizers = Pods.array(request.object().withObject("/metadata"), "finalizers");
    for (JsonNode each : finalizers) {
      if (each.asText().equals(finalizer)) return;
    }
    finalizers.add(finalizer);
  }
}
