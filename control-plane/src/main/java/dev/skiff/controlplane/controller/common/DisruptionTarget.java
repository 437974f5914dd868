package dev.skiff.controlplane.controller.common;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says on a Pod that the cluster, not its program, is about to end it. */
public final class DisruptionTarget {
  private DisruptionTarget() {}

  /** Sets the condition. */
  public static void mark(
      KubernetesClient client, Pod pod, String reason, String message, Instant now) {
    patch(client, pod, reason, message, now, Map.of());
  }

  /** Sets the condition, and the phase Failed: nobody is left to report how the Pod ends. */
  public static void fail(
      KubernetesClient client, Pod pod, String reason, String message, Instant now) {
    patch(client, pod, reason, message, now, Map.of("phase", "Failed"));
  }

  private static void patch(
      KubernetesClient client,
      Pod pod,
      String reason,
      String message,
      Instant now,
      Map<String, ?> more) {
    Map<String, Object> status = new LinkedHashMap<>(more);
    status.put(
        "conditions",
        List.of(
            Map.of(
                "type",
                "DisruptionTarget",
                "status",
                "True",
                "reason",
                reason,
                "message",
                message,
                "lastTransitionTime",
                now.truncatedTo(ChronoUnit.SECONDS).toString())));
    client
        .resource(pod)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            client.getKubernetesSerialization().asJson(Map.of("status", status)));
  }
}
