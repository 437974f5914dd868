package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens in Secrets of type {@code kubernetes.io/service-account-token}: they hold as long as their
 * Secret has them and their account is there.
 */
@Singleton
final class LegacyTokenAuthenticator implements TokenAuthenticator {
  private static final String INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";

  private final ServiceAccountIssuer issuer;
  private final ClusterState state;

  LegacyTokenAuthenticator(ServiceAccountIssuer issuer, ClusterState state) {
    this.issuer = issuer;
    this.state = state;
  }

  @Override
  public Authenticator.Result authenticate(String token, List<String> audiences) {
    JsonNode claims = JsonWebToken.peek(token);
    if (claims == null || !claims.path("iss").asText().equals(LegacyToken.ISSUER)) {
      return Authenticator.ABSENT;
    }
    if (!JsonWebToken.verify(token, issuer.key())) return invalid("invalid signature");
    // These tokens name no audience: they are for the API server.
    if (!audiences.isEmpty() && !audiences.contains(issuer.issuer())) {
      return invalid("the token is for the API server only");
    }
    String namespace = claims.path(LegacyToken.NAMESPACE).asText();
    String name = claims.path(LegacyToken.ACCOUNT).asText();
    String uid = claims.path(LegacyToken.UID).asText();
    Optional<ObjectNode> secret =
        state.get("secrets", namespace, claims.path(LegacyToken.SECRET).asText());
    if (secret.isEmpty() || going(secret.get()) || !holds(secret.get(), token)) {
      return invalid("Token has been invalidated");
    }
    if (!secret.get().at("/metadata/labels").path(INVALID_SINCE).asText().isEmpty()) {
      return invalid("the token has been marked as invalid");
    }
    Optional<ObjectNode> account = state.get("serviceaccounts", namespace, name);
    if (account.isEmpty()
        || going(account.get())
        || !account.get().path("metadata").path("uid").asText().equals(uid)) {
      return invalid("ServiceAccount %s/%s has been deleted".formatted(namespace, name));
    }
    return new Authenticator.Known(
        ServiceAccountAuthenticator.user(namespace, name, uid, Map.of()), List.of(issuer.issuer()));
  }

  private static boolean holds(ObjectNode secret, String token) {
    try {
      byte[] kept = Base64.getDecoder().decode(secret.path("data").path("token").asText());
      return MessageDigest.isEqual(kept, token.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException damaged) {
      return false;
    }
  }

  private static boolean going(ObjectNode object) {
    return object.path("metadata").hasNonNull("deletionTimestamp");
  }

  private static Authenticator.Invalid invalid(String reason) {
    return new Authenticator.Invalid(reason);
  }
}
