package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * How versions of a custom resource may be converted; with the field names of upstream's errors.
 */
public final class CustomResourceConversionRules {
  private static final List<String> STRATEGIES = List.of("None", "Webhook");
  private static final String UNWANTED = "should not be set when strategy is not set to Webhook";

  private CustomResourceConversionRules() {}

  /** Checks {@code spec.conversion}. */
  public static void check(JsonNode conversion, FieldErrors errors) {
    String field = "spec.conversion.";
    String strategy = conversion.path("strategy").asText("");
    JsonNode webhook = conversion.path("webhook");
    JsonNode client = webhook.path("clientConfig");
    JsonNode versions = webhook.path("conversionReviewVersions");
    if (strategy.isEmpty()) {
      errors.required(field + "strategy");
    } else if (!STRATEGIES.contains(strategy)) {
      errors.unsupported(field + "strategy", strategy, STRATEGIES);
    }
    if (!strategy.equals("Webhook")) {
      if (client.isObject()) errors.forbidden(field + "webhookClientConfig", UNWANTED);
      if (!versions.isEmpty()) errors.forbidden(field + "conversionReviewVersions", UNWANTED);
      return;
    }
    if (client.isObject()) {
      WebhookClientRules.check(field + "webhookClientConfig", client, errors);
    } else {
      errors.required(field + "webhookClientConfig", "required when strategy is set to Webhook");
    }
    if (versions.isEmpty()) errors.required(field + "conversionReviewVersions");
    else ReviewVersions.check(field + "conversionReviewVersions", versions, errors);
  }
}
