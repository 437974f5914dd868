package dev.skiff.controlplane.admission.webhook;

import dev.skiff.controlplane.admission.AdmissionPlugin;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.matching.VersionedObjects;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jboss.logging.Logger;

/** Webhooks that only look: all at once. The first refusal, in their order, is the answer. */
@Singleton
public final class ValidatingAdmissionWebhook implements AdmissionPlugin {
  private static final Logger LOG = Logger.getLogger(ValidatingAdmissionWebhook.class);
  private static final String FAILED_OPEN =
      "failed-open.validating.webhook.admission.k8s.io/round_0_index_";

  private final WebhookConfigurations configurations;
  private final WebhookMatcher matcher;
  private final WebhookCaller caller;

  ValidatingAdmissionWebhook(ClusterState state, WebhookMatcher matcher, WebhookCaller caller) {
    this.configurations =
        new WebhookConfigurations(
            state, "validatingwebhookconfigurations.admissionregistration.k8s.io");
    this.matcher = matcher;
    this.caller = caller;
  }

  @Override
  public String name() {
    return "ValidatingAdmissionWebhook";
  }

  @Override
  public void validate(AdmissionRequest request) {
    List<Webhook> webhooks = configurations.all();
    if (webhooks.isEmpty() || WebhookMatcher.exempt(request)) return;
    List<FutureTask<Void>> calls = new ArrayList<>();
    for (Webhook webhook : webhooks) {
      matcher
          .match(webhook, request)
          .ifPresent(invocation -> calls.add(task(invocation, request, calls.size())));
    }
    // The last one needs no thread of its own: ours waits anyway.
    for (int i = 0; i < calls.size() - 1; i++) Thread.startVirtualThread(calls.get(i));
    if (!calls.isEmpty()) calls.getLast().run();
    for (FutureTask<Void> call : calls) await(call);
  }

  private FutureTask<Void> task(Invocation invocation, AdmissionRequest request, int index) {
    return new FutureTask<>(() -> call(invocation, request, index), null);
  }

  private void call(Invocation invocation, AdmissionRequest request, int index) {
    Webhook webhook = invocation.webhook();
    VersionedObjects objects = new VersionedObjects(request);
    objects.convertTo(invocation.type());
    try {
      caller.call(webhook, request, objects, false);
    } catch (CallFailure failure) {
      if (!webhook.failOpen()) throw Statuses.internal(failure.getMessage());
      LOG.warnf(
          "Failed calling webhook, failing open %s: %s", webhook.name(), failure.getMessage());
      request.auditAnnotations().accept(FAILED_OPEN + index, webhook.name());
    }
  }

  private static void await(FutureTask<Void> call) {
    try {
      call.get();
    } catch (ExecutionException problem) {
      if (problem.getCause() instanceof StatusException refusal) throw refusal;
      throw new IllegalStateException("A webhook's call failed", problem.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Statuses.unavailable("the server is shutting down");
    }
  }
}
