package dev.skiff.controlplane.controller.common;

import dev.skiff.operator.api.Expectations;
import dev.skiff.operator.api.Informer;
import dev.skiff.operator.api.Owners;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceEvent;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/** Tells a controller's expectations which of its Pods have appeared and gone. */
public final class PodExpectations {
  private final Expectations expectations;
  private final String ownerKind;

  private PodExpectations(Expectations expectations, String ownerKind) {
    this.expectations = expectations;
    this.ownerKind = ownerKind;
  }

  /** Observes an informer's Pods; call before the controller's own handlers are added. */
  public static void observe(Informer<Pod> pods, Expectations expectations, String ownerKind) {
    pods.addHandler(new PodExpectations(expectations, ownerKind)::seen);
  }

  private void seen(ResourceEvent<Pod> event) {
    Pod pod = event.current();
    Optional<OwnerReference> owner =
        Owners.controllerOf(pod).filter(reference -> reference.getKind().equals(ownerKind));
    if (owner.isEmpty()) return;
    Request request = new Request(Request.namespaceOf(pod), owner.get().getName());
    if (event.type() == ResourceEvent.Type.DELETED || Pods.terminating(pod)) {
      expectations.deletionObserved(request, pod.getMetadata().getUid());
    }
    if (event.type() == ResourceEvent.Type.ADDED) expectations.creationObserved(request);
  }
}
