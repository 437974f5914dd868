package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.util.List;

/** Whose a token is: {@code authentication.k8s.io TokenReview}. */
@Singleton
public final class TokenReviews implements VirtualResource {
  private final BearerAuthenticator tokens;
  private final ServiceAccountIssuer issuer;

  TokenReviews(BearerAuthenticator tokens, ServiceAccountIssuer issuer) {
    this.tokens = tokens;
    this.issuer = issuer;
  }

  @Override
  public String resource() {
    return "tokenreviews.authentication.k8s.io";
  }

  @Override
  public ObjectNode create(Question question) {
    ObjectNode review = question.object();
    String token = review.path("spec").path("token").asText();
    if (token.isEmpty()) {
      throw Invalid.badRequest("token is required for TokenReview in authentication");
    }
    List<String> audiences = ReviewedUser.strings(review.path("spec").path("audiences"));
    ObjectNode status = review.putObject("status");
    switch (tokens.authenticate(token, audiences)) {
      case Authenticator.Known known -> {
        status.put("authenticated", true);
        ReviewedUser.write(status.putObject("user"), known.user());
        ArrayNode common = status.putArray("audiences");
        List<String> found = known.audiences();
        (found.isEmpty() ? List.of(issuer.issuer()) : found).forEach(common::add);
      }
      case Authenticator.Invalid refused -> {
        status.putObject("user");
        boolean plain = refused.reason().equals(BearerAuthenticator.UNKNOWN_TOKEN);
        status.put(
            "error",
            plain
                ? refused.reason()
                : "[%s, %s]".formatted(BearerAuthenticator.UNKNOWN_TOKEN, refused.reason()));
      }
      case Authenticator.Absent _ -> status.putObject("user");
    }
    return review;
  }
}
