package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the three access reviews of {@code authorization.k8s.io} share. */
final class AccessReview {
  static final String GROUP = "authorization.k8s.io";

  private AccessReview() {}

  /**
   * @throws dev.skiff.controlplane.api.StatusException 422 unless exactly one question is asked
   */
  static void requireOneQuestion(JsonNode spec) {
    if (spec.hasNonNull("resourceAttributes") != spec.hasNonNull("nonResourceAttributes")) return;
    boolean both = spec.hasNonNull("resourceAttributes");
    throw Invalid.field(
        GROUP,
        "",
        both ? "spec.nonResourceAttributes" : "spec.resourceAttributes",
        both ? "{}" : "null",
        both
            ? "cannot be specified in combination with resourceAttributes"
            : "exactly one of nonResourceAttributes or resourceAttributes must be specified");
  }

  /**
   * @throws dev.skiff.controlplane.api.StatusException 422 if nobody is named
   */
  static void requireSubject(JsonNode spec) {
    if (!spec.path("user").asText().isEmpty() || !spec.path("groups").isEmpty()) return;
    throw Invalid.field(
        GROUP, "", "spec.user", "\"\"", "at least one of user or group must be specified");
  }

  /** Asks, and writes the answer into the review's status. */
  static ObjectNode answer(ObjectNode review, UserInfo user, Authorizer authorizer) {
    Authorizer.Decision decision = authorizer.authorize(attributes(review.path("spec"), user));
    ObjectNode status = review.putObject("status");
    status.put("allowed", decision.allowed());
    if (decision.verdict() == Authorizer.Verdict.DENY) status.put("denied", true);
    if (!decision.reason().isEmpty()) status.put("reason", decision.reason());
    return review;
  }

  private static Authorizer.Attributes attributes(JsonNode spec, UserInfo user) {
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
        "");
  }
}
