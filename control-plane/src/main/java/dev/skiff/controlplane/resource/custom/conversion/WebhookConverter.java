package dev.skiff.controlplane.resource.custom.conversion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.resource.VersionConverter;
import dev.skiff.controlplane.webhook.ClientConfig;
import dev.skiff.controlplane.webhook.WebhookClient;
import dev.skiff.controlplane.webhook.WebhookFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the webhook of a CustomResourceDefinition for objects in another version, many at once. Of
 * an object's metadata it may change labels and annotations and nothing else.
 *
 * @param reviewVersions of ConversionReview that the webhook understands, the preferred one first
 */
record WebhookConverter(WebhookClient client, ClientConfig webhook, List<String> reviewVersions)
    implements VersionConverter {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Override
  public List<ObjectNode> convert(List<ObjectNode> objects, String apiVersion) {
    ObjectNode first = objects.getFirst();
    String subject =
        "conversion webhook for "
            + first.path("apiVersion").asText()
            + ", Kind="
            + first.path("kind").asText();
    try {
      ConversionReview review = ConversionReview.of(reviewVersions, objects, apiVersion);
      List<ObjectNode> converted = review.answer(client.post(webhook, review.object(), TIMEOUT));
      return checked(subject, objects, converted, apiVersion);
    } catch (WebhookFailure failure) {
      throw refusal(subject + " failed: " + failure.getMessage());
    }
  }

  private static List<ObjectNode> checked(
      String subject, List<ObjectNode> originals, List<ObjectNode> converted, String apiVersion) {
    if (converted.size() != originals.size()) {
      throw refusal(
          subject + " returned " + converted.size() + " objects, expected " + originals.size());
    }
    boolean alone = originals.size() == 1;
    List<ObjectNode> results = new ArrayList<>(converted.size());
    for (int i = 0; i < converted.size(); i++) {
      var object = new ConvertedObject(originals.get(i), converted.get(i), i, alone);
      try {
        results.add(object.checked(apiVersion));
      } catch (WebhookFailure wrong) {
        throw refusal(subject + " " + wrong.getMessage());
      }
    }
    return results;
  }

  /** A 500 without a reason, as upstream has it for what is neither the client's fault nor ours. */
  private static StatusException refusal(String message) {
    return new StatusException(500, "", message, null);
  }
}
