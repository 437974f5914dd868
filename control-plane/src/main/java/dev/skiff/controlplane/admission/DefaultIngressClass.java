package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Singleton;

/** An Ingress that names no class gets the default one, if there is one. */
@Singleton
public final class DefaultIngressClass implements AdmissionPlugin {
  private final ClusterState state;

  DefaultIngressClass(ClusterState state) {
    this.state = state;
  }

  @Override
  public String name() {
    return "DefaultIngressClass";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    boolean created =
        request.operation() == Operation.CREATE
            && request.subresource().isEmpty()
            && request.type().groupResource().equals("ingresses.networking.k8s.io");
    if (!created) return;
    ObjectNode spec = request.object().withObject("/spec");
    boolean named =
        spec.hasNonNull("ingressClassName")
            || request
                .object()
                .path("metadata")
                .path("annotations")
                .has("kubernetes.io/ingress.class");
    if (named) return;
    DefaultClass.find(
            state,
            "ingressclasses.networking.k8s.io",
            "ingressclass.kubernetes.io/is-default-class")
        .ifPresent(name -> spec.put("ingressClassName", name));
  }
}
