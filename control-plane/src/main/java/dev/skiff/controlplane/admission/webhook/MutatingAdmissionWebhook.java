package dev.skiff.controlplane.admission.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionPlugin;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.matching.VersionedObjects;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.convert.Conversion;
import dev.skiff.controlplane.api.patch.JsonPatch;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.JsonEquality;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.decode.FieldValidation;
import dev.skiff.controlplane.resource.decode.ObjectDecoder;
import dev.skiff.controlplane.resource.defaults.Defaulter;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Webhooks that change objects: one after another, in the order of their configurations' names;
 * each sees what those before it left.
 */
@Singleton
public final class MutatingAdmissionWebhook implements AdmissionPlugin {
  private static final Logger LOG = Logger.getLogger(MutatingAdmissionWebhook.class);
  private static final String ANNOTATION = "mutation.webhook.admission.k8s.io/round_%d_index_%d";
  private static final String FAILED_OPEN =
      "failed-open.mutation.webhook.admission.k8s.io/round_%d_index_%d";

  private final WebhookConfigurations configurations;
  private final ResourceRegistry registry;
  private final WebhookMatcher matcher;
  private final WebhookCaller caller;

  MutatingAdmissionWebhook(
      ClusterState state, ResourceRegistry registry, WebhookMatcher matcher, WebhookCaller caller) {
    this.registry = registry;
    this.configurations =
        new WebhookConfigurations(
            state, "mutatingwebhookconfigurations.admissionregistration.k8s.io");
    this.matcher = matcher;
    this.caller = caller;
  }

  @Override
  public String name() {
    return "MutatingAdmissionWebhook";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    List<Webhook> webhooks = configurations.all();
    if (webhooks.isEmpty() || WebhookMatcher.exempt(request)) return;
    WebhookRounds rounds = request.reinvocation().memory(WebhookRounds.class, WebhookRounds::new);
    boolean second = request.reinvocation().second();
    if (second) rounds.beginSecond(request.object());
    VersionedObjects objects = new VersionedObjects(request);
    for (int i = 0; i < webhooks.size(); i++) {
      Webhook webhook = webhooks.get(i);
      Optional<Invocation> invocation = matcher.match(webhook, request);
      if (invocation.isEmpty() || (second && !rounds.isDue(webhook))) continue;
      objects.convertTo(invocation.get().type());
      boolean changed = call(webhook, request, objects, i);
      if (changed) {
        rounds.changed();
        request.reinvocation().want();
      }
      rounds.called(webhook);
    }
    rounds.end(request.object());
  }

  private boolean call(
      Webhook webhook, AdmissionRequest request, VersionedObjects objects, int index) {
    int round = request.reinvocation().second() ? 1 : 0;
    try {
      Verdict verdict = caller.call(webhook, request, objects, true);
      boolean changed = apply(webhook, verdict, objects);
      audit(request, ANNOTATION.formatted(round, index), webhook, ",\"mutated\":" + changed);
      return changed;
    } catch (CallFailure failure) {
      if (!webhook.failOpen()) throw Statuses.internal(failure.getMessage());
      LOG.warnf(
          "Failed calling webhook, failing open %s: %s", webhook.name(), failure.getMessage());
      request.auditAnnotations().accept(FAILED_OPEN.formatted(round, index), webhook.name());
      return false;
    }
  }

  private static void audit(AdmissionRequest request, String key, Webhook webhook, String more) {
    request
        .auditAnnotations()
        .accept(
            key,
            "{\"configuration\":\""
                + webhook.configuration()
                + "\",\"webhook\":\""
                + webhook.name()
                + "\""
                + more
                + "}");
  }

  /** Patches the object; whatever comes out gets its form and its defaults again. */
  private boolean apply(Webhook webhook, Verdict verdict, VersionedObjects objects)
      throws CallFailure {
    ArrayNode operations = verdict.operations();
    if (operations.isEmpty()) return false;
    if (objects.object() == null) {
      throw Statuses.internal(
          "admission webhook \""
              + webhook.name()
              + "\" attempted to modify the object, which is not supported for this operation");
    }
    if (!verdict.patchType().equals("JSONPatch")) {
      throw new CallFailure(webhook, "unsupported patch type \"" + verdict.patchType() + "\"");
    }
    JsonNode patched;
    try {
      patched = JsonPatch.apply(objects.object(), operations);
    } catch (StatusException inapplicable) {
      throw Statuses.internal(inapplicable.getMessage());
    }
    if (!(patched instanceof ObjectNode object)) {
      throw Statuses.internal("the patch leaves no object");
    }
    ResourceType type = PatchedType.of(registry, objects.type(), objects.object(), object);
    ObjectNode conforming = conform(type, object);
    if (type != objects.type()) conforming = Conversion.to(objects.type(), conforming);
    boolean changed = !JsonEquality.equal(objects.object(), conforming);
    objects.replace(conforming);
    return changed;
  }

  /** Objects of subresources with a form of their own have no schema here. */
  private static ObjectNode conform(ResourceType type, ObjectNode object) {
    if (!object.path("kind").asText().equals(type.kind())) return object;
    try {
      ObjectNode known = ObjectDecoder.conform(object, type, FieldValidation.IGNORE).object();
      Defaulter.apply(type.schema(), known);
      return known;
    } catch (StatusException malformed) {
      throw Statuses.internal(malformed.getMessage());
    }
  }
}
