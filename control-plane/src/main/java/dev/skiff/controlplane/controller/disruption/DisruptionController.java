package dev.skiff.controlplane.controller.disruption;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.DisruptionTarget;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.controlplane.controller.common.Selectors;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Says how many Pods may be evicted under each PodDisruptionBudget. */
public final class DisruptionController implements Controller {
  private static final String NAME = "disruption-controller";
  private static final String COMPONENT = "controllermanager";

  private KubernetesClient client;
  private EventRecorder events;
  private InstantSource clock;
  private ResourceCache<PodDisruptionBudget> budgets;
  private ResourceCache<Pod> pods;
  private ExpectedPods expectedPods;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    events = context.events(COMPONENT, client);
    clock = context.operator().timer();
    budgets = context.operator().informer(PodDisruptionBudget.class).cache();
    pods = context.operator().informer(Pod.class).cache();
    expectedPods =
        new ExpectedPods(
            client,
            context.operator().informer(ReplicaSet.class).cache(),
            context.operator().informer(Deployment.class).cache(),
            context.operator().informer(StatefulSet.class).cache());
    context
        .operator()
        .controller(NAME, PodDisruptionBudget.class)
        .watches(Pod.class, this::budgetsOf)
        // Only so that they are known before the first budget is computed.
        .watches(ReplicaSet.class, event -> false, set -> List.of())
        .watches(Deployment.class, event -> false, deployment -> List.of())
        .watches(StatefulSet.class, event -> false, set -> List.of())
        .reconciler(this::reconcile);
    context
        .operator()
        .controller("disruption-stale-pods", Pod.class)
        .onlyWhen(event -> Pods.condition(event.current(), DisruptionTarget.TYPE).isPresent())
        .reconciler(new StaleDisruptions(client, pods, clock));
  }

  private Collection<Request> budgetsOf(Pod pod) {
    return budgets.list(Request.namespaceOf(pod)).stream()
        .filter(
            budget ->
                Selectors.matches(budget.getSpec().getSelector(), pod.getMetadata().getLabels()))
        .map(Request::of)
        .toList();
  }

  private Result reconcile(Request request) {
    Optional<PodDisruptionBudget> found = budgets.get(request);
    if (found.isEmpty()) return Result.done();
    PodDisruptionBudget object = found.get();
    Instant now = clock.instant();
    List<Pod> selected =
        pods.list(request.namespace()).stream()
            .filter(
                pod ->
                    Selectors.matches(
                        object.getSpec().getSelector(), pod.getMetadata().getLabels()))
            .toList();
    if (selected.isEmpty()) events.normal(object, "NoPods", "No matching pods found");
    int expected;
    try {
      expected = expected(object, selected);
    } catch (IllegalStateException | KubernetesClientException e) {
      events.warning(
          object,
          "CalculateExpectedPodCountFailed",
          "Failed to calculate the number of expected pods: " + e.getMessage());
      updateStatus(object, BudgetStatuses.failed(object, e.getMessage(), now));
      throw e;
    }
    for (Pod pod : Budget.overdue(object, selected, now)) {
      events.warning(
          pod,
          "NotDeleted",
          "Pod was expected by PDB %s to be deleted but it wasn't".formatted(request));
    }
    Budget budget = Budget.of(object, selected, expected, now);
    updateStatus(object, BudgetStatuses.of(object, budget, now));
    Instant next = budget.nextTimeout();
    return next == null ? Result.done() : Result.requeueAfter(Duration.between(now, next));
  }

  private int expected(PodDisruptionBudget object, List<Pod> selected) {
    if (!Budget.scaled(object)) return selected.size();
    var expectation = expectedPods.of(selected);
    if (!expectation.unmanaged().isEmpty()) {
      events.warning(
          object,
          "UnmanagedPods",
          "Pods selected by this PodDisruptionBudget (selector: "
              + client.getKubernetesSerialization().asJson(object.getSpec().getSelector())
              + ") were found to be unmanaged. As a result, the status of the PDB cannot be"
              + " calculated correctly, which may result in undefined behavior. To account for"
              + " these pods please set \".spec.minAvailable\" field of the PDB to an integer"
              + " value.");
    }
    return expectation.count();
  }

  private void updateStatus(PodDisruptionBudget object, PodDisruptionBudgetStatus status) {
    if (Objects.equals(status, object.getStatus())) return;
    Failures.unlessGone(
        () ->
            client
                .resource(new PodDisruptionBudgetBuilder(object).withStatus(status).build())
                .updateStatus());
  }
}
