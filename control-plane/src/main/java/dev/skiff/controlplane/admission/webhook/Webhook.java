package dev.skiff.controlplane.admission.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.api.request.LabelSelector;
import dev.skiff.controlplane.webhook.ClientConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One webhook of a configuration.
 *
 * @param uid tells it from all others: two may have one name
 * @param configuration name of the object that it stands in
 * @param name fully qualified
 * @param failOpen whether a request goes on if the webhook cannot be reached
 * @param equivalent whether it wants requests that come in another version of what its rules name
 * @param sideEffects None, NoneOnDryRun, Some or Unknown
 * @param reviewVersions of AdmissionReview that it understands, the preferred one first
 * @param reinvocable whether it wants to see again what others changed after it
 */
record Webhook(
    String uid,
    String configuration,
    String name,
    ClientConfig client,
    List<Rule> rules,
    boolean failOpen,
    boolean equivalent,
    LabelSelector namespaceSelector,
    LabelSelector objectSelector,
    String sideEffects,
    Duration timeout,
    List<String> reviewVersions,
    boolean reinvocable) {
  private static final int DEFAULT_SECONDS = 10;

  /** The webhooks of a configuration that passed validation, in their order. */
  static List<Webhook> of(JsonNode configuration) {
    String name = configuration.at("/metadata/name").asText();
    JsonNode entries = configuration.path("webhooks");
    List<Webhook> webhooks = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) webhooks.add(of(name, i, entries.get(i)));
    return webhooks;
  }

  private static Webhook of(String configuration, int index, JsonNode entry) {
    String name = entry.path("name").asText();
    List<Rule> rules = new ArrayList<>();
    entry.path("rules").forEach(rule -> rules.add(Rule.of(rule)));
    List<String> versions = new ArrayList<>();
    entry.path("admissionReviewVersions").forEach(version -> versions.add(version.asText()));
    return new Webhook(
        configuration + "/" + name + "/" + index,
        configuration,
        name,
        ClientConfig.of(entry.path("clientConfig")),
        List.copyOf(rules),
        entry.path("failurePolicy").asText("Fail").equals("Ignore"),
        entry.path("matchPolicy").asText("Equivalent").equals("Equivalent"),
        selector(entry.get("namespaceSelector")),
        selector(entry.get("objectSelector")),
        entry.path("sideEffects").asText("Unknown"),
        Duration.ofSeconds(entry.path("timeoutSeconds").asInt(DEFAULT_SECONDS)),
        List.copyOf(versions),
        entry.path("reinvocationPolicy").asText("Never").equals("IfNeeded"));
  }

  private static LabelSelector selector(JsonNode selector) {
    LabelSelector read = LabelSelector.of(selector);
    return read == null ? LabelSelector.EVERYTHING : read;
  }
}
