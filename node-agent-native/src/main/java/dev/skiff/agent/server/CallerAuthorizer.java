package dev.skiff.agent.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.Json;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * Who may use the kubelet API: whoever has a client certificate of the cluster's CA, or a bearer
 * token that the API server knows, and is allowed the verb on one of the node's subresources that
 * the path stands for (KEP-2862). Members of system:masters are not asked about.
 */
public final class CallerAuthorizer {

  private static final String SUPERUSERS = "system:masters";

  private final Reviews reviews;
  private final String nodeName;

  /** Asks the API server, which decides about callers. */
  @FunctionalInterface
  interface Reviews {

    /** Posts a TokenReview or SubjectAccessReview to a path; returns it with its status. */
    JsonNode post(String path, ObjectNode review);
  }

  public CallerAuthorizer(ApiClient client, String nodeName) {
    this(client::post, nodeName);
  }

  CallerAuthorizer(Reviews reviews, String nodeName) {
    this.reviews = reviews;
    this.nodeName = nodeName;
  }

  /**
   * @param certificate the caller's, verified, or null
   * @param subresources of the Node, such as {@code proxy} or {@code log}: one of them will do
   * @throws StatusError 401 or 403
   */
  void authorize(HttpRequest request, X509Certificate certificate, List<String> subresources) {
    Caller caller =
        certificate == null ? reviewed(request) : of(certificate.getSubjectX500Principal());
    String verb = verb(request.method());
    if (!caller.groups().contains(SUPERUSERS)
        && subresources.stream().noneMatch(subresource -> allowed(caller, verb, subresource))) {
      throw new StatusError(
          403,
          "Forbidden (user=%s, verb=%s, resource=nodes, subresource(s)=[%s])"
              .formatted(caller.name(), verb, String.join(" ", subresources)));
    }
  }

  private boolean allowed(Caller caller, String verb, String subresource) {
    ObjectNode review = review("authorization.k8s.io/v1", "SubjectAccessReview");
    ObjectNode spec = review.putObject("spec").put("user", caller.name());
    caller.groups().forEach(spec.putArray("groups")::add);
    spec.putObject("resourceAttributes")
        .put("verb", verb)
        .put("version", "v1")
        .put("resource", "nodes")
        .put("subresource", subresource)
        .put("name", nodeName);
    return reviews
        .post("/apis/authorization.k8s.io/v1/subjectaccessreviews", review)
        .path("status")
        .path("allowed")
        .asBoolean();
  }

  private Caller reviewed(HttpRequest request) {
    String authorization = request.headers().getOrDefault("authorization", "");
    if (!authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      throw new StatusError(401, "Unauthorized");
    }
    ObjectNode review = review("authentication.k8s.io/v1", "TokenReview");
    review.putObject("spec").put("token", authorization.substring(7).strip());
    JsonNode status =
        reviews.post("/apis/authentication.k8s.io/v1/tokenreviews", review).path("status");
    if (!status.path("authenticated").asBoolean()) {
      throw new StatusError(401, "Unauthorized");
    }
    List<String> groups = new ArrayList<>();
    status.path("user").path("groups").forEach(group -> groups.add(group.asText()));
    return new Caller(status.path("user").path("username").asText(), groups);
  }

  /** The user and groups that a certificate's subject stands for. */
  static Caller of(X500Principal subject) {
    String name = "";
    List<String> groups = new ArrayList<>(List.of("system:authenticated"));
    try {
      for (Rdn part : new LdapName(subject.getName()).getRdns()) {
        // A part may have several attributes; all count, as for the API server.
        for (Object each : values(part, "CN")) {
          name = each.toString();
        }
        for (Object each : values(part, "O")) {
          groups.add(each.toString());
        }
      }
    } catch (NamingException e) {
      throw new StatusError(401, "Unauthorized");
    }
    return new Caller(name, groups);
  }

  private static List<?> values(Rdn part, String type) throws NamingException {
    Attribute found = part.toAttributes().get(type);
    return found == null ? List.of() : Collections.list(found.getAll());
  }

  private static String verb(String method) {
    return switch (method) {
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> "get";
    };
  }

  private static ObjectNode review(String apiVersion, String kind) {
    return Json.object().put("apiVersion", apiVersion).put("kind", kind);
  }

  record Caller(String name, List<String> groups) {}
}
