package dev.skiff.controlplane.admission.webhook;

import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.expression.MatchConditions;
import dev.skiff.controlplane.admission.matching.RequestMatcher;
import dev.skiff.controlplane.admission.matching.VersionedObjects;
import dev.skiff.controlplane.auth.AuthorizerChain;
import dev.skiff.controlplane.auth.Forbidden;
import dev.skiff.controlplane.resource.ResourceType;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Decides which webhooks a request concerns. */
@Singleton
final class WebhookMatcher {
  private final RequestMatcher matcher;
  private final AuthorizerChain authorizer;

  WebhookMatcher(RequestMatcher matcher, AuthorizerChain authorizer) {
    this.matcher = matcher;
    this.authorizer = authorizer;
  }

  /** Whether no webhook may see a request. */
  static boolean exempt(AdmissionRequest request) {
    return RequestMatcher.exempt(request);
  }

  /**
   * How to call a webhook, if it wants the request.
   *
   * @throws dev.skiff.controlplane.api.StatusException 404 if its selector asks for a namespace
   *     that is not there; 403 if a match condition has no value and the webhook may not be left
   *     out
   */
  Optional<Invocation> match(Webhook webhook, AdmissionRequest request) {
    // A webhook without rules wants nothing, a policy without rules everything.
    if (webhook.criteria().rules().isEmpty()) return Optional.empty();
    return matcher
        .match(webhook.criteria(), request)
        .filter(type -> conditionsHold(webhook, request, type))
        .map(type -> new Invocation(webhook, type));
  }

  private boolean conditionsHold(Webhook webhook, AdmissionRequest request, ResourceType type) {
    if (webhook.conditions().isEmpty()) return true;
    VersionedObjects objects = new VersionedObjects(request);
    objects.convertTo(type);
    MatchConditions.Outcome outcome = webhook.conditions().match(request, objects, authorizer);
    if (outcome.error().isEmpty()) return outcome.matches();
    if (webhook.failOpen()) return false;
    throw Forbidden.of(
        request.type().group(), request.type().plural(), request.name(), outcome.error());
  }
}
