package dev.skiff.controlplane.resource.custom.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.webhook.ReviewTypes;
import dev.skiff.controlplane.webhook.WebhookFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The question to a conversion webhook: a ConversionReview of {@code apiextensions.k8s.io} v1 or
 * v1beta1, which have one form.
 *
 * @param uid the answer must repeat it
 */
record ConversionReview(String version, String uid, ObjectNode object) {
  private static final String GROUP = "apiextensions.k8s.io/";
  private static final List<String> KNOWN = List.of("v1", "v1beta1");

  /**
   * @throws WebhookFailure if the webhook understands no version that we know
   */
  static ConversionReview of(
      List<String> reviewVersions, List<ObjectNode> objects, String apiVersion)
      throws WebhookFailure {
    String version =
        reviewVersions.stream()
            .filter(KNOWN::contains)
            .findFirst()
            .orElseThrow(
                () -> new WebhookFailure("does not support any known ConversionReview version"));
    String uid = UUID.randomUUID().toString();
    ObjectNode review = JsonNodeFactory.instance.objectNode();
    review.put("kind", "ConversionReview").put("apiVersion", GROUP + version);
    review
        .putObject("request")
        .put("uid", uid)
        .put("desiredAPIVersion", apiVersion)
        .putArray("objects")
        .addAll(objects);
    return new ConversionReview(version, uid, review);
  }

  /**
   * The converted objects of an answer.
   *
   * @throws WebhookFailure if it breaks a rule, or reports a failure
   */
  List<ObjectNode> answer(ObjectNode answer) throws WebhookFailure {
    Optional<String> mistake = ReviewTypes.conversionMistake(answer);
    if (mistake.isPresent()) throw new WebhookFailure(mistake.get());
    boolean v1 = version.equals("v1");
    String apiVersion = answer.path("apiVersion").asText("");
    String kind = answer.path("kind").asText("");
    String wanted = GROUP + version;
    boolean named = apiVersion.equals(wanted) && kind.equals("ConversionReview");
    boolean unnamed = !v1 && apiVersion.isEmpty() && kind.isEmpty();
    if (!named && !unnamed) {
      String got = apiVersion.contains("/") ? apiVersion : "/" + apiVersion;
      throw new WebhookFailure(
          "expected webhook response of %s, Kind=ConversionReview, got %s, Kind=%s"
              .formatted(wanted, got, kind));
    }
    JsonNode response = answer.path("response");
    if (!response.isObject()) throw new WebhookFailure("no response provided");
    String echoed = response.path("uid").asText("");
    if (v1 && !echoed.equals(uid)) {
      throw new WebhookFailure("expected response.uid=\"%s\", got \"%s\"".formatted(uid, echoed));
    }
    String status = response.at("/result/status").asText("");
    if (!status.equals("Success")) {
      String message = response.at("/result/message").asText("");
      throw new WebhookFailure(
          message.isEmpty()
              ? "response.result.status was '" + status + "', not 'Success'"
              : message);
    }
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode object : response.path("convertedObjects")) {
      if (!(object instanceof ObjectNode converted)) {
        throw new WebhookFailure("a converted object is no object");
      }
      objects.add(converted);
    }
    return objects;
  }
}
