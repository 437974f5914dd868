package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
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
    FieldErrors errors = new FieldErrors();
    JsonNode resource = spec.path("resourceAttributes");
    String asked = resource.path("namespace").asText("");
    if (resource.isObject() && !asked.equals(question.namespace())) {
      errors.invalid("spec.resourceAttributes.namespace", asked, "must match metadata.namespace");
    }
    if (spec.path("nonResourceAttributes").isObject()) {
      errors.invalid(
          "spec.nonResourceAttributes",
          spec.path("nonResourceAttributes"),
          "disallowed on this kind of request");
    }
    AccessReview.check(review, true, true, errors);
    return AccessReview.answer(review, ReviewedUser.read(spec), authorizer);
  }
}
