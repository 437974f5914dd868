package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionPlugin;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.resource.JsonEquality;
import dev.skiff.controlplane.resource.ResourceType;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Nobody gives what he does not have, unless he may {@code escalate} the role or {@code bind} it.
 * Upstream does it where roles are stored; here it is the last look of admission.
 */
@Singleton
public final class RbacEscalation implements AdmissionPlugin {
  private static final Set<String> ANY = Set.of("*");
  private static final List<RbacRule> EVERYTHING =
      List.of(
          new RbacRule(ANY, ANY, ANY, Set.of(), Set.of()),
          new RbacRule(ANY, Set.of(), Set.of(), Set.of(), ANY));

  private static final Set<String> COLLECTION =
      Set.of("ownerReferences", "finalizers", "selfLink", "managedFields");

  private final RbacAuthorizer rbac;
  private final Authorizer authorizer;

  RbacEscalation(RbacAuthorizer rbac, Authorizer authorizer) {
    this.rbac = rbac;
    this.authorizer = authorizer;
  }

  @Override
  public String name() {
    return "RBACEscalation";
  }

  @Override
  public void validate(AdmissionRequest request) {
    boolean write =
        request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
    if (!write || !request.type().group().equals(RbacIndex.GROUP)) return;
    if (request.user().groups().contains(UserInfo.MASTERS)) return;
    switch (request.type().plural()) {
      case "roles", "clusterroles" -> role(request);
      case "rolebindings", "clusterrolebindings" -> binding(request);
      default -> {}
    }
  }

  private void role(AdmissionRequest request) {
    ObjectNode role = request.object();
    ObjectNode old = request.oldObject();
    // Labels matter as much as rules: other roles gather rules by them.
    if (serveCollectionOnly(role, old)) return;
    if (may(request, "escalate", request.type().plural(), request.pathName())) return;
    requireHeld(request, RbacRule.all(role));
    if (aggregates(role) || aggregates(old)) requireEverything(request);
  }

  private static boolean aggregates(ObjectNode role) {
    return role != null && !role.path("aggregationRule").path("clusterRoleSelectors").isEmpty();
  }

  /** Whether an update changes nothing but what garbage collection goes by. */
  private static boolean serveCollectionOnly(ObjectNode object, ObjectNode old) {
    return old != null && JsonEquality.equal(withoutLinks(object), withoutLinks(old));
  }

  private static ObjectNode withoutLinks(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    copy.withObject("/metadata").remove(COLLECTION);
    return copy;
  }

  private void binding(AdmissionRequest request) {
    ObjectNode binding = request.object();
    if (serveCollectionOnly(binding, request.oldObject())) return;
    JsonNode reference = binding.path("roleRef");
    boolean clusterRole = reference.path("kind").asText().equals("ClusterRole");
    String name = reference.path("name").asText();
    String resource = clusterRole ? "clusterroles" : "roles";
    if (may(request, "bind", resource, name)) return;
    List<RbacRule> rules = rbac.rulesOf(request.namespace(), clusterRole, name);
    if (rules == null) throw notFound(resource, name);
    requireHeld(request, rules);
  }

  private void requireHeld(AdmissionRequest request, List<RbacRule> wanted) {
    List<String> missing = missing(request, wanted);
    if (missing.isEmpty()) return;
    String groups =
        request.user().groups().stream()
            .map(group -> '"' + group + '"')
            .collect(Collectors.joining(" ", "[", "]"));
    throw forbidden(
        request,
        "user \"%s\" (groups=%s) is attempting to grant RBAC permissions not currently held:\n%s"
            .formatted(request.user().name(), groups, String.join("\n", missing)));
  }

  /** What a role will gather is unknown, and so is what it would no longer gather. */
  private void requireEverything(AdmissionRequest request) {
    if (missing(request, EVERYTHING).isEmpty()) return;
    throw forbidden(request, "must have cluster-admin privileges to use the aggregationRule");
  }

  private List<String> missing(AdmissionRequest request, List<RbacRule> wanted) {
    return RbacCoverage.missing(rbac.rules(request.user(), request.namespace()), wanted);
  }

  private static StatusException forbidden(AdmissionRequest request, String why) {
    ResourceType type = request.type();
    return Forbidden.of(type.group(), type.plural(), nameOf(request), why);
  }

  private boolean may(AdmissionRequest request, String verb, String resource, String name) {
    var asked =
        new Authorizer.Attributes(
            request.user(),
            verb,
            RbacIndex.GROUP,
            "*",
            resource,
            "",
            request.namespace(),
            name,
            true,
            "");
    return authorizer.authorize(asked).allowed();
  }

  private static String nameOf(AdmissionRequest request) {
    return request.name().isEmpty()
        ? request.object().path("metadata").path("name").asText()
        : request.name();
  }

  private static StatusException notFound(String resource, String name) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details.put("name", name).put("group", RbacIndex.GROUP).put("kind", resource);
    String message = "%s.%s \"%s\" not found".formatted(resource, RbacIndex.GROUP, name);
    return new StatusException(404, "NotFound", message, details);
  }
}
