package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import jakarta.inject.Singleton;

/** May I: {@code authorization.k8s.io SelfSubjectAccessReview}. */
@Singleton
public final class SelfSubjectAccessReviews implements VirtualResource {
  private final Authorizer authorizer;

  SelfSubjectAccessReviews(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public String resource() {
    return "selfsubjectaccessreviews.authorization.k8s.io";
  }

  @Override
  public ObjectNode create(Question question) {
    AccessReview.check(question.object(), false, false, new FieldErrors());
    return AccessReview.answer(question.object(), question.user(), authorizer);
  }
}
