package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import jakarta.inject.Singleton;

/** May somebody: {@code authorization.k8s.io SubjectAccessReview}. */
@Singleton
public final class SubjectAccessReviews implements VirtualResource {
  private final Authorizer authorizer;

  SubjectAccessReviews(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public String resource() {
    return "subjectaccessreviews.authorization.k8s.io";
  }

  @Override
  public ObjectNode create(Question question) {
    ObjectNode review = question.object();
    AccessReview.check(review, false, true, new FieldErrors());
    return AccessReview.answer(review, ReviewedUser.read(review.path("spec")), authorizer);
  }
}
