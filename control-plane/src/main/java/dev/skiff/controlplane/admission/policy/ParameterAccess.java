package dev.skiff.controlplane.admission.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionPlugin;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.auth.Authorizer;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whoever has a policy read parameters must be allowed to read them himself: what the policy says
 * of them comes back to him. Upstream looks at this where policies and bindings are validated.
 */
@Singleton
public final class ParameterAccess implements AdmissionPlugin {
  private static final String POLICIES = "validatingadmissionpolicies.admissionregistration.k8s.io";
  private static final String BINDINGS =
      "validatingadmissionpolicybindings.admissionregistration.k8s.io";

  private final ResourceRegistry registry;
  private final ClusterState state;
  private final Authorizer authorizer;

  ParameterAccess(ResourceRegistry registry, ClusterState state, Authorizer authorizer) {
    this.registry = registry;
    this.state = state;
    this.authorizer = authorizer;
  }

  @Override
  public String name() {
    return "ParameterAccess";
  }

  @Override
  public void validate(AdmissionRequest request) {
    boolean write =
        request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
    if (!write || !request.subresource().isEmpty()) return;
    if (request.user().groups().contains(UserInfo.MASTERS)) return;
    switch (request.type().groupResource()) {
      case POLICIES -> policy(request);
      case BINDINGS -> binding(request);
      default -> {}
    }
  }

  private void policy(AdmissionRequest request) {
    JsonNode kind = request.object().at("/spec/paramKind");
    ObjectNode old = request.oldObject();
    if (!kind.isObject() || old != null && old.at("/spec/paramKind").equals(kind)) return;
    if (may(request.user(), "get", Resource.of(kind, registry), "*", "*")) return;
    refuse(
        request,
        "spec.paramKind",
        "user %s must have \"get\" permission on all objects of the referenced paramKind (kind=%s, apiVersion=%s)"
            .formatted(
                shown(request.user()),
                kind.path("kind").asText(),
                kind.path("apiVersion").asText()));
  }

  /** A binding with parameters is looked at whatever changes in it, as upstream has it. */
  private void binding(AdmissionRequest request) {
    JsonNode reference = request.object().at("/spec/paramRef");
    if (!reference.isObject()) return;
    String policyName = request.object().at("/spec/policyName").asText();
    Optional<ObjectNode> policy = state.newest(POLICIES, "", policyName);
    JsonNode kind = policy.map(found -> found.at("/spec/paramKind")).orElse(null);
    boolean known = kind != null && kind.isObject();
    Resource resource = known ? Resource.of(kind, registry) : Resource.ANY;
    String name = reference.path("name").asText("");
    String verb = name.isEmpty() ? "list" : "get";
    // Without a namespace it is the one of each request: any.
    String namespace = reference.path("namespace").asText("");
    if (may(request.user(), verb, resource, namespace, name)) return;
    String user = "user " + shown(request.user()) + " does not have \"" + verb + "\" permission";
    String problem = "";
    if (policy.isEmpty()) problem = "get policy " + policyName;
    else if (known && resource.plural().equals("*")) problem = "resolve paramKind " + shown(kind);
    refuse(
        request,
        "spec.paramRef",
        problem.isEmpty()
            ? user + " on the object referenced by paramRef"
            : "unable to %s to determine minimum required permissions and %s for all groups, versions and resources"
                .formatted(problem, user));
  }

  /** What is asked for; {@code *} for what cannot be told. */
  private record Resource(String group, String version, String plural) {
    static final Resource ANY = new Resource("*", "*", "*");

    static Resource of(JsonNode kind, ResourceRegistry registry) {
      String apiVersion = kind.path("apiVersion").asText();
      int slash = apiVersion.indexOf('/');
      String group = slash < 0 ? "" : apiVersion.substring(0, slash);
      String version = apiVersion.substring(slash + 1);
      Optional<ResourceType> type = registry.findKind(group, version, kind.path("kind").asText());
      return new Resource(group, version, type.map(ResourceType::plural).orElse("*"));
    }
  }

  private boolean may(
      UserInfo user, String verb, Resource resource, String namespace, String name) {
    var asked =
        new Authorizer.Attributes(
            user,
            verb,
            resource.group(),
            resource.version(),
            resource.plural(),
            "",
            namespace,
            name,
            true,
            "");
    return authorizer.authorize(asked).allowed();
  }

  private static void refuse(AdmissionRequest request, String field, String why) {
    FieldErrors errors = new FieldErrors();
    errors.forbidden(field, why);
    ResourceType type = request.type();
    errors.throwIfAny(type.group(), type.kind(), request.name());
  }

  /** As Go shows it. */
  private static String shown(UserInfo user) {
    StringBuilder extra = new StringBuilder();
    new TreeMap<>(user.extra())
        .forEach((key, values) -> extra.append(' ').append(key).append(':').append(list(values)));
    return "&{%s %s %s map[%s]}"
        .formatted(user.name(), user.uid(), list(user.groups()), extra.toString().strip());
  }

  private static String shown(JsonNode kind) {
    return "&{" + kind.path("apiVersion").asText() + " " + kind.path("kind").asText() + "}";
  }

  private static String list(Iterable<String> values) {
    return "[" + String.join(" ", values) + "]";
  }
}
