package dev.skiff.controlplane.scheduler;

import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.operator.api.EventRecorder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Reports as upstream's scheduler does: events {@code Scheduled} and {@code FailedScheduling}, and
 * the Pod's condition {@code PodScheduled}.
 */
final class ApiPodReporter implements PodReporter, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ApiPodReporter.class);

  private final KubernetesClient client;
  private final EventRecorder events;

  /** One thread: conditions of one Pod must not overtake each other. */
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("pod-conditions").factory());

  ApiPodReporter(KubernetesClient client, EventRecorder events) {
    this.client = client;
    this.events = events;
  }

  @Override
  public void scheduled(PodInfo pod, String node) {
    events.normal(pod.pod(), "Scheduled", "Successfully assigned " + pod + " to " + node);
  }

  @Override
  public void unschedulable(PodInfo pod, String message, String nominatedNode) {
    events.warning(pod.pod(), "FailedScheduling", message);
    sender.execute(() -> patch(pod, "Unschedulable", message, nominatedNode));
  }

  @Override
  public void failed(PodInfo pod, String message) {
    events.warning(pod.pod(), "FailedScheduling", message);
    sender.execute(() -> patch(pod, "SchedulerError", message, null));
  }

  @Override
  public void close() {
    sender.shutdown();
  }

  private void patch(PodInfo pod, String reason, String message, String nominatedNode) {
    PodCondition before = condition(pod);
    String nominatedBefore =
        pod.pod().getStatus() == null ? null : pod.pod().getStatus().getNominatedNodeName();
    if (before != null
        && before.getStatus().equals("False")
        && reason.equals(before.getReason())
        && message.equals(before.getMessage())
        && Objects.equals(nominatedBefore, nominatedNode)) return;
    boolean waitsAlready = before != null && before.getStatus().equals("False");
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put("type", "PodScheduled");
    condition.put("status", "False");
    condition.put("reason", reason);
    condition.put("message", message);
    condition.put("lastProbeTime", null);
    condition.put(
        "lastTransitionTime",
        waitsAlready
            ? before.getLastTransitionTime()
            : Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    if (pod.pod().getMetadata().getGeneration() != null) {
      condition.put("observedGeneration", pod.pod().getMetadata().getGeneration());
    }
    Map<String, Object> status = new HashMap<>();
    status.put("conditions", List.of(condition));
    if (!Objects.equals(nominatedBefore, nominatedNode)) {
      status.put("nominatedNodeName", nominatedNode);
    }
    try {
      client
          .pods()
          .inNamespace(pod.namespace())
          .withName(pod.name())
          .subresource("status")
          .patch(
              PatchContext.of(PatchType.STRATEGIC_MERGE),
              Serialization.asJson(Map.of("status", status)));
    } catch (KubernetesClientException e) {
      // The Pod may be gone; otherwise the next attempt says it again.
      LOG.debugf("The condition of %s was refused: %s", pod, e.getMessage());
    }
  }

  private static PodCondition condition(PodInfo pod) {
    if (pod.pod().getStatus() == null) return null;
    return pod.pod().getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("PodScheduled"))
        .findFirst()
        .orElse(null);
  }
}
