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
  /** The condition's type. */
  public static final String TYPE = "DisruptionTarget";

  private DisruptionTarget() {}

  /** Sets the condition. */
  public static void mark(
      KubernetesClient client, Pod pod, String reason, String message, Instant now) {
    patch(client, pod, condition(reason, message, now), Map.of());
  }

  /** Sets the condition, and the phase Failed: nobody is left to report how the Pod ends. */
  public static void fail(
      KubernetesClient client, Pod pod, String reason, String message, Instant now) {
    patch(client, pod, condition(reason, message, now), Map.of("phase", "Failed"));
  }

  /** Takes the condition back: nothing has happened to the Pod. */
  public static void clear(KubernetesClient client, Pod pod, Instant now) {
    Map<String, Object> condition = condition("False", now);
    condition.put("reason", null);
    condition.put("message", null);
    patch(client, pod, condition, Map.of());
  }

  private static Map<String, Object> condition(String status, Instant now) {
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put("type", TYPE);
    condition.put("status", status);
    condition.put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
    return condition;
  }

  private static Map<String, Object> condition(String reason, String message, Instant now) {
    Map<String, Object> condition = condition("True", now);
    condition.put("reason", reason);
    condition.put("message", message);
    return condition;
  }

  private static void patch(
      KubernetesClient client, Pod pod, Map<String, ?> condition, Map<String, ?> more) {
    Map<String, Object> status = new LinkedHashMap<>(more);
    status.put("conditions", List.of(condition));
    client
        .resource(pod)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            client.getKubernetesSerialization().asJson(Map.of("status", status)));
  }
}
