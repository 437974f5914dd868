package dev.skiff.controlplane.controller.common;

import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Owners;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes and removes Pods for a controller, and says so in events. */
public final class PodControl {
  private static final int NOT_FOUND = 404;

  private final KubernetesClient client;
  private final EventRecorder events;

  public PodControl(KubernetesClient client, EventRecorder events) {
    this.client = client;
    this.events = events;
  }

  /** A Pod as a template asks, managed by an owner, with a generated name. */
  public static Pod fromTemplate(HasMetadata owner, PodTemplateSpec template) {
    var metadata = template.getMetadata();
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(owner.getMetadata().getNamespace())
        .withGenerateName(owner.getMetadata().getName() + "-")
        .withLabels(copy(metadata == null ? null : metadata.getLabels()))
        .withAnnotations(copy(metadata == null ? null : metadata.getAnnotations()))
        .withFinalizers(metadata == null ? List.of() : metadata.getFinalizers())
        .withOwnerReferences(Owners.controllerReference(owner))
        .endMetadata()
        .withSpec(template.getSpec())
        .build();
  }

  /** Creates a Pod. */
  public Pod create(HasMetadata owner, Pod pod) {
    try {
      Pod created = client.resource(pod).create();
      events.normal(owner, "SuccessfulCreate", "Created pod: " + created.getMetadata().getName());
      return created;
    } catch (KubernetesClientException e) {
      if (!Failures.namespaceTerminating(e)) {
        events.warning(owner, "FailedCreate", "Error creating: " + Failures.message(e));
      }
      throw e;
    }
  }

  /** Deletes a Pod; one that is gone already counts as deleted. */
  public void delete(HasMetadata owner, Pod pod) {
    String name = pod.getMetadata().getName();
    try {
      List<StatusDetails> ignored = client.resource(pod).delete();
      events.normal(owner, "SuccessfulDelete", "Deleted pod: " + name);
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND) return;
      events.warning(owner, "FailedDelete", "Error deleting: " + Failures.message(e));
      throw e;
    }
  }

  private static Map<String, String> copy(Map<String, String> map) {
    return map == null ? null : new LinkedHashMap<>(map);
  }
}
