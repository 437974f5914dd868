package dev.skiff.controlplane.resource.custom.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.VersionConverter;
import dev.skiff.controlplane.webhook.ClientConfig;
import dev.skiff.controlplane.webhook.WebhookClient;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Chooses how the objects of a CustomResourceDefinition are converted. */
@Singleton
public final class Converters {
  private final WebhookClient client;

  Converters(WebhookClient client) {
    this.client = client;
  }

  /** The converter of a definition that passed validation. */
  public VersionConverter of(JsonNode definition) {
    JsonNode conversion = definition.path("spec").path("conversion");
    if (!conversion.path("strategy").asText("None").equals("Webhook")) return VersionConverter.NONE;
    JsonNode webhook = conversion.path("webhook");
    List<String> versions = new ArrayList<>();
    webhook.path("conversionReviewVersions").forEach(version -> versions.add(version.asText()));
    return new WebhookConverter(
        client, ClientConfig.of(webhook.path("clientConfig")), List.copyOf(versions));
  }
}
