package dev.skiff.controlplane.admission.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionPlugin;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.expression.AdmissionVariables;
import dev.skiff.controlplane.admission.matching.RequestMatcher;
import dev.skiff.controlplane.admission.matching.VersionedObjects;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.AuthorizerChain;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.ResourceType;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Policies in expressions: every one that is bound and wants the request must agree. */
@Singleton
public final class ValidatingAdmissionPolicy implements AdmissionPlugin {
  /** Questions, which store nothing and which clients need to ask whatever policies say. */
  private static final Set<String> QUESTIONS =
      Set.of("authentication.k8s.io", "authorization.k8s.io");

  private static final Set<String> METADATA =
      Set.of("managedFields", "ownerReferences", "selfLink");

  private final Policies policies;
  private final RequestMatcher matcher;
  private final Parameters parameters;
  private final AuthorizerChain authorizer;
  private final ClusterState state;

  ValidatingAdmissionPolicy(
      Policies policies,
      RequestMatcher matcher,
      Parameters parameters,
      AuthorizerChain authorizer,
      ClusterState state) {
    this.policies = policies;
    this.matcher = matcher;
    this.parameters = parameters;
    this.authorizer = authorizer;
    this.state = state;
  }

  @Override
  public String name() {
    return "ValidatingAdmissionPolicy";
  }

  @Override
  public void validate(AdmissionRequest request) {
    List<Policies.Bound> bound = policies.all();
    if (bound.isEmpty() || exempt(request)) return;
    Enforcement enforcement = new Enforcement(request);
    for (Policies.Bound each : bound) {
      enforcement.begin(each.policy());
      dispatch(each, request, enforcement);
      enforcement.end();
    }
    enforcement.throwIfDenied();
  }

  /** Nobody locks himself out of mending a policy. */
  private static boolean exempt(AdmissionRequest request) {
    boolean policy =
        request.type().group().equals("admissionregistration.k8s.io")
            && request.type().plural().contains("admissionpolic");
    return policy || QUESTIONS.contains(request.type().group());
  }

  private void dispatch(Policies.Bound each, AdmissionRequest request, Enforcement enforcement) {
    Policy policy = each.policy();
    ResourceType type;
    ResourceType paramType;
    try {
      Optional<ResourceType> matched = matcher.match(policy.criteria(), request);
      if (matched.isEmpty()) return;
      type = matched.get();
      paramType = policy.hasParams() ? parameters.type(policy.paramKind()) : null;
    } catch (Parameters.Misconfigured | StatusException wrong) {
      enforcement.misconfigured(null, wrong.getMessage());
      return;
    }
    VersionedObjects objects = new VersionedObjects(request);
    objects.convertTo(type);
    for (Binding binding : each.bindings()) {
      try {
        if (matcher.match(binding.criteria(), request).isEmpty()) continue;
        List<ObjectNode> params =
            parameters.find(paramType, binding.paramRef(), request.namespace());
        for (ObjectNode param : params) {
          AdmissionVariables variables =
              new AdmissionVariables(
                  request,
                  objects,
                  authorizer,
                  param,
                  namespaceOf(request),
                  policy.compiled().variables());
          enforcement.apply(binding, new PolicyEvaluation(policy, variables).run());
        }
      } catch (Parameters.Misconfigured | StatusException wrong) {
        enforcement.misconfigured(binding, wrong.getMessage());
      }
    }
  }

  /** The Namespace without what concerns only clients; null for what is in none. */
  private ObjectNode namespaceOf(AdmissionRequest request) {
    boolean none =
        request.namespace().isEmpty() || request.type().groupResource().equals("namespaces");
    if (none) return null;
    return state
        .get("namespaces", "", request.namespace())
        .map(
            namespace -> {
              ObjectNode shown = namespace.deepCopy();
              if (shown.get("metadata") instanceof ObjectNode metadata) metadata.remove(METADATA);
              return shown;
            })
        .orElse(null);
  }
}
