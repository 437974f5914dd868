package dev.skiff.controlplane.admission.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.matching.VersionedObjects;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.webhook.WebhookClient;
import dev.skiff.controlplane.webhook.WebhookFailure;
import jakarta.inject.Singleton;
import java.util.Set;

/** Asks one webhook, and passes on its warnings and audit annotations. */
@Singleton
final class WebhookCaller {
  private static final Set<String> FREE_OF_SIDE_EFFECTS = Set.of("None", "NoneOnDryRun");

  private final WebhookClient client;

  WebhookCaller(WebhookClient client) {
    this.client = client;
  }

  /**
   * Blocks until the webhook answered or its time is over.
   *
   * @throws CallFailure if there is no usable answer
   * @throws dev.skiff.controlplane.api.StatusException whatever the webhook refuses with; 400 if it
   *     must not be called on a dry run
   */
  Verdict call(
      Webhook webhook, AdmissionRequest request, VersionedObjects objects, boolean mutating)
      throws CallFailure {
    if (request.dryRun() && !FREE_OF_SIDE_EFFECTS.contains(webhook.sideEffects())) {
      throw Statuses.badRequest(
          "admission webhook \"" + webhook.name() + "\" does not support dry run");
    }
    Review review = Review.of(webhook, request, objects);
    ObjectNode answer;
    try {
      answer = client.post(webhook.client(), review.object(), webhook.timeout());
    } catch (WebhookFailure failure) {
      throw new CallFailure(webhook, "failed to call webhook: " + failure.getMessage());
    }
    Verdict verdict = Verdict.of(webhook, review, answer, mutating);
    verdict
        .response()
        .path("auditAnnotations")
        .properties()
        .forEach(
            each ->
                request
                    .auditAnnotations()
                    .accept(webhook.name() + "/" + each.getKey(), each.getValue().asText()));
    verdict.response().path("warnings").forEach(text -> request.warnings().accept(text.asText()));
    if (!verdict.allowed()) throw verdict.refusal(webhook);
    return verdict;
  }
}
