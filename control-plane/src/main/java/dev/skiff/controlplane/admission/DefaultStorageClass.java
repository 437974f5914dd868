package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Singleton;

/** A claim that names no storage class gets the default one, if there is one. */
@Singleton
public final class DefaultStorageClass implements AdmissionPlugin {
  /** How claims named their class before there was a field for it; it still comes first. */
  private static final String ANNOTATION = "volume.beta.kubernetes.io/storage-class";

  private final ClusterState state;

  DefaultStorageClass(ClusterState state) {
    this.state = state;
  }

  @Override
  public String name() {
    return "DefaultStorageClass";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    boolean created =
        request.operation() == Operation.CREATE
            && request.subresource().isEmpty()
            && request.type().groupResource().equals("persistentvolumeclaims");
    if (!created) return;
    ObjectNode spec = request.object().withObject("/spec");
    boolean named =
        spec.hasNonNull("storageClassName")
            || request.object().path("metadata").path("annotations").has(ANNOTATION);
    if (named) return;
    DefaultClass.find(
            state, "storageclasses.storage.k8s.io", "storageclass.kubernetes.io/is-default-class")
        .ifPresent(name -> spec.put("storageClassName", name));
  }

  /** The storage class that a claim names; empty if it names none. */
  static String named(JsonNode claim) {
    JsonNode annotation = claim.path("metadata").path("annotations").path(ANNOTATION);
    return annotation.isTextual()
        ? annotation.asText()
        : claim.path("spec").path("storageClassName").asText();
  }
}
