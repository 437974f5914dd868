package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Who am I: {@code authentication.k8s.io SelfSubjectReview}. */
@Singleton
public final class SelfSubjectReviews implements VirtualResource {
  @Override
  public String resource() {
    return "selfsubjectreviews.authentication.k8s.io";
  }

  @Override
  public ObjectNode create(Question question) {
    ObjectNode review = JsonNodeFactory.instance.objectNode();
    review.put("kind", "SelfSubjectReview").put("apiVersion", "authentication.k8s.io/v1");
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    review.withObject("/metadata").put("creationTimestamp", now);
    ReviewedUser.write(review.putObject("status").putObject("userInfo"), question.user());
    return review;
  }
}
