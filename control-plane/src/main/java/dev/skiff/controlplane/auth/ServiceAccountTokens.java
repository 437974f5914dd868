package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.validation.FieldErrors;
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
    requireSameName(request, question);
    ObjectNode account = find("serviceaccounts", question.namespace(), question.name());
    requireSameAccount(request, account);
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

  private static void requireSameName(ObjectNode request, Question question) {
    String namespace = request.at("/metadata/namespace").asText("");
    if (!namespace.isEmpty() && !namespace.equals(question.namespace())) {
      throw Invalid.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    String name = name(request);
    if (name.isEmpty() || name.equals(question.name())) return;
    FieldErrors errors = new FieldErrors();
    errors.invalid("metadata.name", name, "must match the service account name if specified");
    errors.throwIfAny("authentication.k8s.io", "TokenRequest", question.name());
  }

  /** An account that was made anew has no token for the one before it. */
  private static void requireSameAccount(ObjectNode request, ObjectNode account) {
    String wanted = uid(request);
    if (wanted.isEmpty() || wanted.equals(uid(account))) return;
    throw conflict(
        "TokenRequest.authentication.k8s.io",
        "authentication.k8s.io",
        "TokenRequest",
        name(account),
        "the UID in the token request (%s) does not match the UID of the service account (%s)"
            .formatted(wanted, uid(account)));
  }

  private static StatusException conflict(
      String what, String group, String kind, String name, String why) {
    ObjectNode details = JsonNodeFactory.instance.objectNode().put("name", name);
    if (!group.isEmpty()) details.put("group", group);
    details.put("kind", kind);
    String message = "Operation cannot be fulfilled on %s \"%s\": %s".formatted(what, name, why);
    return new StatusException(409, "Conflict", message, details);
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
    String target = group(bound.path("apiVersion").asText()) + "/" + kind;
    boolean known = List.of("/Pod", "/Secret", "/Node").contains(target);
    if (known && name.isEmpty()) throw Invalid.badRequest("Name parameter required.");
    switch (target) {
      case "/Pod" -> {
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
      case "/Secret" -> {
        ObjectNode secret = find("secrets", question.namespace(), name);
        requireSame(kind, bound, secret);
        reference(facts.putObject("secret"), secret);
      }
      case "/Node" -> {
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

  /** Of the core group is also what nobody can read. */
  private static String group(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 || slash != apiVersion.lastIndexOf('/') ? "" : apiVersion.substring(0, slash);
  }

  private static String groupVersionKind(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    return "%s/%s, Kind=%s".formatted(group, apiVersion.substring(slash + 1), kind);
  }

  private static void requireSame(String kind, JsonNode bound, ObjectNode found) {
    String wanted = bound.path("uid").asText();
    if (wanted.isEmpty() || wanted.equals(uid(found))) return;
    throw conflict(
        kind,
        "",
        kind,
        name(found),
        "the UID in the bound object reference (%s) does not match the UID in record. The object"
                .formatted(wanted)
            + " might have been deleted and then recreated");
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
