package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionPlugin;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
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
    boolean sameRules = old != null && old.path("rules").equals(role.path("rules"));
    boolean sameSum =
        old != null && old.path("aggregationRule").equals(role.path("aggregationRule"));
    if (sameRules && sameSum) return;
    if (may(request, "escalate", request.type().plural(), nameOf(request))) return;
    if (role.hasNonNull("aggregationRule") && !sameSum) {
      // What will be in it is unknown; so only those may who hold everything.
      requireHeld(request, EVERYTHING);
    }
    requireHeld(request, RbacRule.all(role));
  }

  private void binding(AdmissionRequest request) {
    ObjectNode binding = request.object();
    ObjectNode old = request.oldObject();
    boolean same =
        old != null
            && old.path("subjects").equals(binding.path("subjects"))
            && old.path("roleRef").equals(binding.path("roleRef"));
    if (same) return;
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
    List<RbacRule> held = rbac.rules(request.user(), request.namespace());
    List<String> missing = RbacCoverage.missing(held, wanted);
    if (missing.isEmpty()) return;
    ResourceType type = request.type();
    String groups =
        request.user().groups().stream()
            .map(group -> '"' + group + '"')
            .collect(Collectors.joining(" ", "[", "]"));
    throw Forbidden.of(
        type.group(),
        type.plural(),
        nameOf(request),
        "user \"%s\" (groups=%s) is attempting to grant RBAC permissions not currently held:\n%s"
            .formatted(request.user().name(), groups, String.join("\n", missing)));
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
