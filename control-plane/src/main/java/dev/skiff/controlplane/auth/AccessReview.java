package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.api.request.FieldSelector;
import dev.skiff.controlplane.api.write.ObjectMetadata;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/** What the three access reviews of {@code authorization.k8s.io} share. */
final class AccessReview {
  static final String GROUP = "authorization.k8s.io";

  private AccessReview() {}

  /**
   * Checks a review.
   *
   * @param local whether it is about one namespace, and lies in that
   * @param named whether the review names somebody, and not the caller
   * @param errors takes more that is wrong
   * @throws dev.skiff.controlplane.api.StatusException 422 with all that is wrong
   */
  static void check(ObjectNode review, boolean local, boolean named, FieldErrors errors) {
    JsonNode spec = review.path("spec");
    JsonNode resource = spec.path("resourceAttributes");
    JsonNode path = spec.path("nonResourceAttributes");
    if (resource.isObject() && path.isObject()) {
      errors.invalid(
          "spec.nonResourceAttributes",
          path,
          "cannot be specified in combination with resourceAttributes");
    }
    if (!resource.isObject() && !path.isObject()) {
      errors.invalid(
          "spec.resourceAttributes",
          NullNode.instance,
          "exactly one of nonResourceAttributes or resourceAttributes must be specified");
    }
    if (named && spec.path("user").asText("").isEmpty() && spec.path("groups").isEmpty()) {
      errors.invalid("spec.user", "", "at least one of user or group must be specified");
    }
    AttributeSelectors.check("spec.resourceAttributes", resource, errors);
    ObjectNode metadata = ObjectMetadata.of(review).deepCopy();
    metadata.remove("managedFields");
    if (local) metadata.remove("namespace");
    if (!metadata.isEmpty()) {
      errors.invalid(
          "metadata",
          ObjectBytes.metadata(review.path("metadata")),
          local ? "must be empty except for namespace" : "must be empty");
    }
    errors.throwIfAny(GROUP, "", "");
  }

  /** Asks, and writes the answer into the review's status. */
  static ObjectNode answer(ObjectNode review, UserInfo user, Authorizer authorizer) {
    AttributeSelectors selectors =
        AttributeSelectors.of("spec.resourceAttributes", review.at("/spec/resourceAttributes"));
    Authorizer.Decision decision =
        authorizer.authorize(attributes(review.path("spec"), user, selectors.fields()));
    ObjectNode status = review.putObject("status");
    status.put("allowed", decision.allowed());
    if (decision.verdict() == Authorizer.Verdict.DENY) status.put("denied", true);
    if (!decision.reason().isEmpty()) status.put("reason", decision.reason());
    if (!selectors.error().isEmpty()) status.put("evaluationError", selectors.error());
    return review;
  }

  private static Authorizer.Attributes attributes(
      JsonNode spec, UserInfo user, FieldSelector fields) {
    JsonNode path = spec.path("nonResourceAttributes");
    if (path.isObject()) {
      return new Authorizer.Attributes(
          user,
          path.path("verb").asText(),
          "",
          "",
          "",
          "",
          "",
          "",
          false,
          path.path("path").asText());
    }
    JsonNode resource = spec.path("resourceAttributes");
    return new Authorizer.Attributes(
        user,
        resource.path("verb").asText(),
        resource.path("group").asText(),
        resource.path("version").asText(),
        resource.path("resource").asText(),
        resource.path("subresource").asText(),
        resource.path("namespace").asText(),
        resource.path("name").asText(),
        true,
        "",
        fields);
  }
}
