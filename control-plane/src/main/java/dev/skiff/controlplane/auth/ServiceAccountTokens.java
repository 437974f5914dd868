package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Mints tokens: {@code serviceaccounts/token} with a {@code TokenRequest} (KEP-1205). */
@Singleton
public final class ServiceAccountTokens implements VirtualResource {
  private static final long DEFAULT_SECONDS = 3600;
  private static final long SHORTEST_SECONDS = 600;
  private static final long LONGEST_SECONDS = 1L << 32;

  /**
   * What older clients ask for who read their token once. As upstream, theirs lives a year, and
   * after this time its use is a warning.
   */
  private static final long LEGACY_SECONDS = 3607;

  private static final long YEAR_SECONDS = 365 * 24 * 3600;

  private final ServiceAccountIssuer issuer;
  private final ClusterState state;
  private final Clock clock;

  @Inject
  ServiceAccountTokens(ServiceAccountIssuer issuer, ClusterState state) {
    this(issuer, state, Clock.systemUTC());
  }

  ServiceAccountTokens(ServiceAccountIssuer issuer, ClusterState state, Clock clock) {
    this.issuer = issuer;
    this.state = state;
    this.clock = clock;
  }

  @Override
  public String resource() {
    return "serviceaccounts/token";
  }

  @Override
  public ObjectNode create(Question question) {
    ObjectNode request = question.object();
    ObjectNode account = find("serviceaccounts", question.namespace(), question.name());
    ObjectNode spec = request.withObject("/spec");
    long seconds = seconds(spec);
    List<String> audiences = ReviewedUser.strings(spec.path("audiences"));
    if (audiences.isEmpty()) {
      audiences = List.of(issuer.issuer());
      spec.putArray("audiences").add(issuer.issuer());
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    ObjectNode claims = claims(question, account, audiences, now);
    boolean legacy =
        seconds == LEGACY_SECONDS
            && audiences.equals(List.of(issuer.issuer()))
            && spec.path("boundObjectRef").path("kind").asText().equals("Pod");
    Instant stated = now.plusSeconds(seconds);
    claims.put("exp", legacy ? now.getEpochSecond() + YEAR_SECONDS : stated.getEpochSecond());
    ObjectNode facts = claims.putObject("kubernetes.io");
    facts.put("namespace", question.namespace());
    if (spec.hasNonNull("boundObjectRef")) {
      bind(facts, spec.path("boundObjectRef"), question, account);
    }
    reference(facts.putObject("serviceaccount"), account);
    if (legacy) facts.put("warnafter", stated.getEpochSecond());
    if (!spec.has("boundObjectRef")) spec.putNull("boundObjectRef");
    metadata(request.withObject("/metadata"), question, account, now);
    try {
      request
          .putObject("status")
          .put("token", JsonWebToken.sign(claims, issuer.key()))
          .put("expirationTimestamp", stated.toString());
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException("Cannot sign a token", failed);
    }
    return request;
  }

  private ObjectNode claims(
      Question question, ObjectNode account, List<String> audiences, Instant now) {
    ObjectNode claims = JsonNodeFactory.instance.objectNode();
    ArrayNode audience = claims.putArray("aud");
    audiences.forEach(audience::add);
    claims.put("iat", now.getEpochSecond());
    claims.put("iss", issuer.issuer());
    String id = UUID.randomUUID().toString();
    question.notes().accept("authentication.kubernetes.io/issued-credential-id", "JTI=" + id);
    claims.put("jti", id);
    claims.put("nbf", now.getEpochSecond());
    claims.put("sub", "system:serviceaccount:" + question.namespace() + ":" + name(account));
    return claims;
  }

  private static long seconds(ObjectNode spec) {
    long seconds = spec.path("expirationSeconds").asLong(DEFAULT_SECONDS);
    spec.put("expirationSeconds", seconds);
    if (seconds < SHORTEST_SECONDS) {
      throw invalidSeconds(seconds, "may not specify a duration less than 10 minutes");
    }
    if (seconds > LONGEST_SECONDS) {
      throw invalidSeconds(seconds, "may not specify a duration larger than 2^32 seconds");
    }
    return seconds;
  }

  private static StatusException invalidSeconds(long seconds, String why) {
    return Invalid.field(
        "authentication.k8s.io",
        "TokenRequest",
        "spec.expirationSeconds",
        String.valueOf(seconds),
        why);
  }

  private void bind(ObjectNode facts, JsonNode bound, Question question, ObjectNode account) {
    String kind = bound.path("kind").asText();
    String name = bound.path("name").asText();
    String target = bound.path("apiVersion").asText() + "/" + kind;
    switch (target) {
      case "v1/Pod" -> {
        ObjectNode pod = find("pods", question.namespace(), name);
        if (!pod.path("spec").path("serviceAccountName").asText().equals(name(account))) {
          throw Invalid.badRequest(
              "cannot bind token for serviceaccount \"%s\" to pod running with different serviceaccount name."
                  .formatted(name(account)));
        }
        requireSame(kind, bound, pod);
        String node = pod.path("spec").path("nodeName").asText();
        if (!node.isEmpty()) {
          ObjectNode reference = facts.putObject("node").put("name", node);
          state.get("nodes", "", node).ifPresent(found -> reference.put("uid", uid(found)));
        }
        reference(facts.putObject("pod"), pod);
      }
      case "v1/Secret" -> {
        ObjectNode secret = find("secrets", question.namespace(), name);
        requireSame(kind, bound, secret);
        reference(facts.putObject("secret"), secret);
      }
      case "v1/Node" -> {
        ObjectNode node = find("nodes", "", name);
        requireSame(kind, bound, node);
        reference(facts.putObject("node"), node);
      }
      default ->
          throw Invalid.badRequest(
              "cannot bind token to object of type %s"
                  .formatted(groupVersionKind(bound.path("apiVersion").asText(), kind)));
    }
  }

  private static String groupVersionKind(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    return "%s/%s, Kind=%s".formatted(group, apiVersion.substring(slash + 1), kind);
  }

  private static void requireSame(String kind, JsonNode bound, ObjectNode found) {
    String wanted = bound.path("uid").asText();
    if (wanted.isEmpty() || wanted.equals(uid(found))) return;
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details.put("name", name(found)).put("kind", kind);
    throw new StatusException(
        409,
        "Conflict",
        ("Operation cannot be fulfilled on %s \"%s\": the UID in the bound object reference (%s)"
                + " does not match the UID in record. The object might have been deleted and then"
                + " recreated")
            .formatted(kind, name(found), wanted),
        details);
  }

  private ObjectNode find(String resource, String namespace, String name) {
    return state
        .get(resource, namespace, name)
        .orElseThrow(
            () -> {
              ObjectNode details = JsonNodeFactory.instance.objectNode();
              details.put("name", name).put("kind", resource);
              String message = "%s \"%s\" not found".formatted(resource, name);
              return new StatusException(404, "NotFound", message, details);
            });
  }

  private static void metadata(
      ObjectNode metadata, Question question, ObjectNode account, Instant now) {
    metadata.put("name", name(account));
    metadata.put("namespace", question.namespace());
    metadata.put("uid", uid(account));
    metadata.put("creationTimestamp", now.toString());
  }

  private static void reference(ObjectNode target, ObjectNode object) {
    target.put("name", name(object)).put("uid", uid(object));
  }

  private static String name(ObjectNode object) {
    return object.path("metadata").path("name").asText();
  }

  private static String uid(ObjectNode object) {
    return object.path("metadata").path("uid").asText();
  }
}
