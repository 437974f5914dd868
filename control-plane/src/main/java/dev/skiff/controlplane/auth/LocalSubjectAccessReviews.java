package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;

/** May somebody in this namespace: {@code authorization.k8s.io LocalSubjectAccessReview}. */
@Singleton
public final class LocalSubjectAccessReviews implements VirtualResource {
  private final Authorizer authorizer;

  LocalSubjectAccessReviews(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public String resource() {
    return "localsubjectaccessreviews.authorization.k8s.io";
  }

  @Override
  public ObjectNode create(Question question) {
    ObjectNode review = question.object();
    JsonNode spec = review.path("spec");
    AccessReview.requireOneQuestion(spec);
    AccessReview.requireSubject(spec);
    if (spec.hasNonNull("nonResourceAttributes")) {
      throw Invalid.field(
          AccessReview.GROUP,
          "",
          "spec.nonResourceAttributes",
          "{}",
          "disallowed on this kind of request");
    }
    String asked = spec.path("resourceAttributes").path("namespace").asText();
    if (!asked.equals(question.namespace())) {
      throw Invalid.field(
          AccessReview.GROUP,
          "",
          "spec.resourceAttributes.namespace",
          "\"" + asked + "\"",
          "must match metadata.namespace");
    }
    return AccessReview.answer(review, ReviewedUser.read(spec), authorizer);
  }
}
