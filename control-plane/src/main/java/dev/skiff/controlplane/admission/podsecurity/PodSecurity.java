package dev.skiff.controlplane.admission.podsecurity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.skiff.controlplane.admission.AdmissionConfiguration;
import dev.skiff.controlplane.admission.AdmissionPlugin;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.auth.Forbidden;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.validation.FieldError;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds Pods to the level and version that their namespace's labels name (KEP-2579). Controllers
 * whose Pods would be refused get a warning; so does who makes a namespace stricter than the Pods
 * in it.
 */
@Singleton
public final class PodSecurity implements AdmissionPlugin {
  private static final String NAME = "PodSecurity";
  private static final String PREFIX = "pod-security.kubernetes.io/";

  /** Where the Pod template is, by group resource. */
  private static final Map<String, String> TEMPLATES =
      Map.of(
          "deployments.apps", "/spec/template",
          "replicasets.apps", "/spec/template",
          "statefulsets.apps", "/spec/template",
          "daemonsets.apps", "/spec/template",
          "jobs.batch", "/spec/template",
          "replicationcontrollers", "/spec/template",
          "cronjobs.batch", "/spec/jobTemplate/spec/template",
          "podtemplates", "/template");

  /** Subresources of Pods that are no Pods, or change nothing that is looked at. */
  private static final Set<String> IGNORED =
      Set.of("exec", "attach", "binding", "eviction", "log", "portforward", "proxy", "status");

  private final ClusterState state;
  private final PodSecurityConfiguration configuration;

  @Inject
  PodSecurity(ClusterState state, AdmissionConfiguration configuration) {
    this(state, configuration.of(NAME, PodSecurityConfiguration::of));
  }

  PodSecurity(ClusterState state, PodSecurityConfiguration configuration) {
    this.state = state;
    this.configuration = configuration;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void validate(AdmissionRequest request) {
    boolean written =
        request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
    if (!written) return;
    String resource = request.type().groupResource();
    boolean itself = request.subresource().isEmpty();
    if (resource.equals("pods")) {
      if (!IGNORED.contains(request.subresource())) pod(request);
    } else if (itself && resource.equals("namespaces")) {
      namespace(request);
    } else if (itself && TEMPLATES.containsKey(resource)) {
      template(request, request.object().at(TEMPLATES.get(resource)));
    }
  }

  /** Whether a request is none of ours, which the audit log is told. */
  private boolean exempt(AdmissionRequest request) {
    if (configuration.namespaces().contains(request.namespace())) {
      annotate(request, "exempt", "namespace");
    } else if (configuration.usernames().contains(request.user().name())) {
      annotate(request, "exempt", "user");
    } else {
      return false;
    }
    return true;
  }

  private boolean exempt(AdmissionRequest request, JsonNode podSpec) {
    boolean exempt =
        configuration.runtimeClasses().contains(podSpec.path("runtimeClassName").asText());
    if (exempt) annotate(request, "exempt", "runtimeClass");
    return exempt;
  }

  private void pod(AdmissionRequest request) {
    if (exempt(request)) return;
    NamespacePolicy policy = policy(request.namespace());
    if (policy.errors().isEmpty() && policy.fullyPrivileged()) {
      annotate(request, "enforce-policy", "privileged:latest");
      return;
    }
    boolean update = request.operation() == Operation.UPDATE;
    if (update && !PodChanges.significant(request.object(), request.oldObject())) return;
    if (exempt(request, request.object().path("spec"))) return;
    PodView pod = PodView.of(request.object().path("metadata"), request.object().path("spec"));
    annotate(request, "enforce-policy", policy.enforce().toString());
    List<Violation> forbidden = Standards.violations(policy.enforce(), pod);
    lookOnly(request, policy, pod, forbidden.isEmpty());
    if (forbidden.isEmpty()) return;
    String why = "violates PodSecurity " + text(policy.enforce(), forbidden);
    throw Forbidden.of("", "pods", request.name(), why);
  }

  private void template(AdmissionRequest request, JsonNode template) {
    if (exempt(request)) return;
    NamespacePolicy policy = policy(request.namespace());
    boolean free = policy.warn().privileged() && policy.audit().privileged();
    if (template.isMissingNode() || policy.errors().isEmpty() && free) return;
    if (exempt(request, template.path("spec"))) return;
    PodView pod = PodView.of(template.path("metadata"), template.path("spec"));
    lookOnly(request, policy, pod, true);
  }

  /** What the audit log says, and what the caller is warned of. */
  private static void lookOnly(
      AdmissionRequest request, NamespacePolicy policy, PodView pod, boolean warn) {
    if (!policy.errors().isEmpty()) {
      List<String> errors = policy.errors().all().stream().map(FieldError::toString).toList();
      String all = String.join(", ", errors);
      if (errors.size() > 1) all = "[" + all + "]";
      annotate(request, "error", "Failed to parse policy: " + all);
    }
    List<Violation> noted = Standards.violations(policy.audit(), pod);
    if (!noted.isEmpty()) {
      annotate(
          request, "audit-violations", "would violate PodSecurity " + text(policy.audit(), noted));
    }
    if (!warn) return;
    List<Violation> doubtful = Standards.violations(policy.warn(), pod);
    if (!doubtful.isEmpty()) {
      request.warnings().accept("would violate PodSecurity " + text(policy.warn(), doubtful));
    }
  }

  private void namespace(AdmissionRequest request) {
    JsonNode labels = request.object().at("/metadata/labels");
    NamespacePolicy policy = policy(labels);
    if (request.operation() == Operation.CREATE) {
      policy.errors().throwIfAny("", "Namespace", request.name());
      warnIfExempt(request, labels, policy);
      return;
    }
    NamespacePolicy before = policy(request.oldObject().at("/metadata/labels"));
    if (!policy.errors().all().equals(before.errors().all())) {
      policy.errors().throwIfAny("", "Namespace", request.name());
    }
    LevelVersion enforce = policy.enforce();
    boolean relaxed =
        enforce.minor() == before.enforce().minor()
            && enforce.level().compareTo(before.enforce().level()) <= 0;
    if (enforce.privileged() || relaxed || warnIfExempt(request, labels, policy)) return;
    PresentPods.warnings(request.name(), state.list("pods", request.name()), enforce)
        .forEach(request.warnings());
  }

  /** Labels of a namespace in which no Pod is looked at are of no use. */
  private boolean warnIfExempt(AdmissionRequest request, JsonNode labels, NamespacePolicy policy) {
    String name = request.object().at("/metadata/name").asText();
    if (!configuration.namespaces().contains(name)) return false;
    if (!policy.fullyPrivileged() && !policy.sameAs(configuration.defaults())) {
      String ignored = policy.strictModes(labels);
      request
          .warnings()
          .accept(
              "namespace \"%s\" is exempt from Pod Security, and the policy (%s) will be ignored"
                  .formatted(name, ignored));
    }
    return true;
  }

  private NamespacePolicy policy(String namespace) {
    return policy(
        state
            .get("namespaces", "", namespace)
            .map(found -> found.at("/metadata/labels"))
            .orElseGet(JsonNodeFactory.instance::missingNode));
  }

  private NamespacePolicy policy(JsonNode labels) {
    return NamespacePolicy.of(labels, configuration.defaults());
  }

  private static void annotate(AdmissionRequest request, String key, String value) {
    request.auditAnnotations().accept(PREFIX + key, value);
  }

  /** {@code "baseline:latest": host namespaces (hostPID=true), ...}. */
  private static String text(LevelVersion asked, List<Violation> violations) {
    return violations.stream()
        .map(Violation::toString)
        .collect(Collectors.joining(", ", "\"" + asked + "\": ", ""));
  }
}
