package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.validation.GoText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Service-account tokens (KEP-1205): signed by our key, and alive as long as the account, and the
 * Pod, Secret or Node they are bound to, are.
 */
@Singleton
public final class ServiceAccountAuthenticator implements TokenAuthenticator {
  private static final int REMEMBERED = 4096;
  private static final long LEEWAY_SECONDS = 60;

  private final ServiceAccountIssuer issuer;
  private final ClusterState state;
  private final Clock clock;

  /** Tokens whose signature was found good. Everything else is checked each time. */
  private final Set<String> verified = ConcurrentHashMap.newKeySet();

  @Inject
  ServiceAccountAuthenticator(ServiceAccountIssuer issuer, ClusterState state) {
    this(issuer, state, Clock.systemUTC());
  }

  ServiceAccountAuthenticator(ServiceAccountIssuer issuer, ClusterState state, Clock clock) {
    this.issuer = issuer;
    this.state = state;
    this.clock = clock;
  }

  @Override
  public Authenticator.Result authenticate(String token, List<String> audiences) {
    JsonNode claims = JsonWebToken.peek(token);
    if (claims == null || !claims.path("iss").asText().equals(issuer.issuer())) {
      return Authenticator.ABSENT;
    }
    if (!signatureHolds(token)) return invalid("invalid signature");
    List<String> wanted = audiences.isEmpty() ? List.of(issuer.issuer()) : audiences;
    List<String> common = audiences(claims).stream().filter(wanted::contains).toList();
    if (common.isEmpty()) {
      return invalid(
          "token audiences %s is invalid for the target audiences %s"
              .formatted(quoted(audiences(claims)), quoted(wanted)));
    }
    Instant now = clock.instant();
    if (claims.path("exp").asLong() + LEEWAY_SECONDS < now.getEpochSecond()) {
      return invalid("service account token has expired");
    }
    if (claims.path("nbf").asLong() - LEEWAY_SECONDS > now.getEpochSecond()) {
      return invalid("service account token is not valid yet");
    }
    return bound(claims.path("kubernetes.io"), claims.path("jti").asText(), common);
  }

  private Authenticator.Result bound(JsonNode facts, String id, List<String> audiences) {
    String namespace = facts.path("namespace").asText();
    JsonNode account = facts.path("serviceaccount");
    String gone = missing("serviceaccounts", "ServiceAccount", namespace, account);
    if (gone == null && facts.has("pod")) {
      gone = missing("pods", "Pod", namespace, facts.path("pod"));
    }
    if (gone == null && facts.has("secret")) {
      gone = missing("secrets", "Secret", namespace, facts.path("secret"));
    }
    // A Pod's token names its node for information; only a token of its own is bound to it.
    if (gone == null && facts.has("node") && !facts.has("pod")) {
      gone = missing("nodes", "Node", "", facts.path("node"));
    }
    if (gone != null) return invalid(gone);
    Map<String, List<String>> extra = new LinkedHashMap<>();
    if (!id.isEmpty()) {
      extra.put("authentication.kubernetes.io/credential-id", List.of("JTI=" + id));
    }
    name(extra, "pod", facts.path("pod"));
    name(extra, "node", facts.path("node"));
    UserInfo user =
        user(namespace, account.path("name").asText(), account.path("uid").asText(), extra);
    return new Authenticator.Known(user, audiences);
  }

  /** A service account as a user. */
  static UserInfo user(String namespace, String name, String uid, Map<String, List<String>> extra) {
    return new UserInfo(
        "system:serviceaccount:" + namespace + ":" + name,
        uid,
        List.of(
            Groups.SERVICE_ACCOUNTS,
            Groups.SERVICE_ACCOUNTS + ":" + namespace,
            Groups.AUTHENTICATED),
        extra);
  }

  private String missing(String resource, String kind, String namespace, JsonNode reference) {
    String name = reference.path("name").asText();
    var found = state.get(resource, namespace, name);
    if (found.isEmpty()) return "%s %s/%s has been deleted".formatted(kind, namespace, name);
    JsonNode metadata = found.get().path("metadata");
    if (!metadata.path("uid").asText().equals(reference.path("uid").asText())) {
      return "%s %s/%s has another UID".formatted(kind, namespace, name);
    }
    JsonNode deletion = metadata.path("deletionTimestamp");
    if (deletion.isTextual() && longGone(deletion.asText())) {
      return "%s %s/%s has been deleted".formatted(kind, namespace, name);
    }
    return null;
  }

  /** What is being deleted may use its token a minute more, to end in order. */
  private boolean longGone(String deletion) {
    return Instant.parse(deletion).plusSeconds(LEEWAY_SECONDS).isBefore(clock.instant());
  }

  private boolean signatureHolds(String token) {
    if (verified.contains(token)) return true;
    if (!JsonWebToken.verify(token, issuer.key())) return false;
    if (verified.size() >= REMEMBERED) verified.clear();
    verified.add(token);
    return true;
  }

  private static String quoted(List<String> texts) {
    return texts.stream().map(GoText::quote).collect(Collectors.joining(" ", "[", "]"));
  }

  private static List<String> audiences(JsonNode claims) {
    List<String> found = new ArrayList<>();
    JsonNode audience = claims.path("aud");
    if (audience.isTextual()) found.add(audience.asText());
    else audience.forEach(each -> found.add(each.asText()));
    return found;
  }

  private static void name(Map<String, List<String>> extra, String what, JsonNode reference) {
    String prefix = "authentication.kubernetes.io/" + what;
    if (!reference.path("name").asText().isEmpty()) {
      extra.put(prefix + "-name", List.of(reference.path("name").asText()));
    }
    if (!reference.path("uid").asText().isEmpty()) {
      extra.put(prefix + "-uid", List.of(reference.path("uid").asText()));
    }
  }

  private static Authenticator.Invalid invalid(String reason) {
    return new Authenticator.Invalid(reason);
  }
}
