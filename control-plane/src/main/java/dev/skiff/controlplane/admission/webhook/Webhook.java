package dev.skiff.controlplane.admission.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.admission.expression.MatchConditions;
import dev.skiff.controlplane.admission.matching.Criteria;
import dev.skiff.controlplane.admission.matching.Rule;
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
 * @param criteria which requests it concerns
 * @param conditions expressions that must hold for a request
 * @param failOpen whether a request goes on if the webhook cannot be reached
 * @param sideEffects None, NoneOnDryRun, Some or Unknown
 * @param reviewVersions of AdmissionReview that it understands, the preferred one first
 * @param reinvocable whether it wants to see again what others changed after it
 */
record Webhook(
    String uid,
    String configuration,
    String name,
    ClientConfig client,
    Criteria criteria,
    MatchConditions conditions,
    boolean failOpen,
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
    List<String> versions = new ArrayList<>();
    entry.path("admissionReviewVersions").forEach(version -> versions.add(version.asText()));
    return new Webhook(
        configuration + "/" + name + "/" + index,
        configuration,
        name,
        ClientConfig.of(entry.path("clientConfig")),
        criteria(entry),
        MatchConditions.of(entry.path("matchConditions")),
        entry.path("failurePolicy").asText("Fail").equals("Ignore"),
        entry.path("sideEffects").asText("Unknown"),
        Duration.ofSeconds(entry.path("timeoutSeconds").asInt(DEFAULT_SECONDS)),
        List.copyOf(versions),
        entry.path("reinvocationPolicy").asText("Never").equals("IfNeeded"));
  }

  private static Criteria criteria(JsonNode entry) {
    List<Rule> rules = new ArrayList<>();
    entry.path("rules").forEach(rule -> rules.add(Rule.of(rule)));
    return new Criteria(
        List.copyOf(rules),
        List.of(),
        entry.path("matchPolicy").asText("Equivalent").equals("Equivalent"),
        Criteria.selector(entry.get("namespaceSelector")),
        Criteria.selector(entry.get("objectSelector")));
  }
}
