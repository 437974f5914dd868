package dev.skiff.controlplane.scheduler;

import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.plugins.DefaultPreemption;
import dev.skiff.operator.api.EventRecorder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Removes victims of preemption through the API, on threads of their own: a condition that says why
 * (KEP-3329), then a graceful deletion.
 */
final class ApiEviction implements DefaultPreemption.Eviction {
  private static final Logger LOG = Logger.getLogger(ApiEviction.class);

  private final KubernetesClient client;
  private final EventRecorder events;

  ApiEviction(KubernetesClient client, EventRecorder events) {
    this.client = client;
    this.events = events;
  }

  @Override
  public void evict(PodInfo victim, PodInfo preemptor, String node) {
    Thread.ofVirtual().name("preempt-" + victim).start(() -> remove(victim, preemptor, node));
  }

  private void remove(PodInfo victim, PodInfo preemptor, String node) {
    PodResource pod = client.pods().inNamespace(victim.namespace()).withName(victim.name());
    try {
      pod.subresource("status")
          .patch(
              PatchContext.of(PatchType.STRATEGIC_MERGE),
              Serialization.asJson(Map.of("status", disruption(preemptor))));
      pod.delete();
      events.normal(
          victim.pod(), "Preempted", "Preempted by pod " + preemptor.uid() + " on node " + node);
    } catch (KubernetesClientException e) {
      // The preemptor is tried again, and finds this victim or another one.
      if (e.getCode() != 404) LOG.warnf("%s could not be preempted: %s", victim, e.getMessage());
    }
  }

  private static Map<String, Object> disruption(PodInfo preemptor) {
    String scheduler = preemptor.pod().getSpec().getSchedulerName();
    return Map.of(
        "conditions",
        List.of(
            Map.of(
                "type", "DisruptionTarget",
                "status", "True",
                "reason", "PreemptionByScheduler",
                "message", scheduler + ": preempting to accommodate a higher priority pod",
                "lastTransitionTime", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())));
  }
}
