package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.TreeSet;

/** All that I may: {@code authorization.k8s.io SelfSubjectRulesReview}. */
@Singleton
public final class SelfSubjectRulesReviews implements VirtualResource {
  private final RbacAuthorizer rbac;

  SelfSubjectRulesReviews(RbacAuthorizer rbac) {
    this.rbac = rbac;
  }

  @Override
  public String resource() {
    return "selfsubjectrulesreviews.authorization.k8s.io";
  }

  @Override
  public ObjectNode create(Question question) {
    ObjectNode review = question.object();
    String namespace = review.path("spec").path("namespace").asText();
    if (namespace.isEmpty()) throw Invalid.badRequest("no namespace on request");
    review.putObject("metadata");
    review.putObject("spec");
    ObjectNode status = review.putObject("status");
    ArrayNode resources = status.putArray("resourceRules");
    ArrayNode paths = status.putArray("nonResourceRules");
    for (RbacRule rule : rbac.rules(question.user(), namespace)) {
      if (!rule.resources().isEmpty()) {
        ObjectNode target = resources.addObject();
        write(target, "verbs", rule.verbs());
        write(target, "apiGroups", rule.groups());
        write(target, "resources", rule.resources());
        if (!rule.names().isEmpty()) write(target, "resourceNames", rule.names());
      }
      if (!rule.paths().isEmpty()) {
        ObjectNode target = paths.addObject();
        write(target, "verbs", rule.verbs());
        write(target, "nonResourceURLs", rule.paths());
      }
    }
    // The node authorizer cannot list what it would allow.
    boolean node = NodeIdentity.of(question.user()).isPresent();
    status.put("incomplete", node);
    if (node)
      status.put("evaluationError", "node authorizer does not support user rule resolution");
    return review;
  }

  private static void write(ObjectNode target, String field, Set<String> values) {
    ArrayNode array = target.putArray(field);
    new TreeSet<>(values).forEach(array::add);
  }
}
