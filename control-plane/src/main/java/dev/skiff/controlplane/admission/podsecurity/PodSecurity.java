package dev.skiff.controlplane.admission.podsecurity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionPlugin;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.ClusterState;
import dev.skiff.controlplane.auth.Forbidden;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Holds Pods to the level that their namespace's labels name (KEP-2579). Controllers whose Pods
 * would be refused get a warning. Every version label means the latest controls.
 */
@Singleton
public final class PodSecurity implements AdmissionPlugin {
  private static final String LABEL = "pod-security.kubernetes.io/";

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

  private final ClusterState state;

  PodSecurity(ClusterState state) {
    this.state = state;
  }

  @Override
  public String name() {
    return "PodSecurity";
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (request.object() == null) return;
    String resource = request.type().groupResource();
    boolean itself = request.subresource().isEmpty();
    if (resource.equals("namespaces") && itself) {
      checkLabels(request);
    } else if (resource.equals("pods")) {
      boolean created = itself && request.operation() == Operation.CREATE;
      boolean debugged = request.subresource().equals("ephemeralcontainers");
      if (created || debugged) pod(request);
    } else if (itself && TEMPLATES.containsKey(resource)) {
      template(request, request.object().at(TEMPLATES.get(resource)));
    }
  }

  private void pod(AdmissionRequest request) {
    JsonNode labels = labels(request.namespace());
    PodView pod = PodView.of(request.object().path("metadata"), request.object().path("spec"));
    String forbidden = violations(labels, "enforce", pod);
    if (!forbidden.isEmpty()) {
      throw Forbidden.of("", "pods", name(request), "violates PodSecurity " + forbidden);
    }
    warn(request, labels, pod);
  }

  private void template(AdmissionRequest request, JsonNode template) {
    PodView pod = PodView.of(template.path("metadata"), template.path("spec"));
    warn(request, labels(request.namespace()), pod);
  }

  private static void warn(AdmissionRequest request, JsonNode labels, PodView pod) {
    String doubtful = violations(labels, "warn", pod);
    if (!doubtful.isEmpty()) request.warnings().accept("would violate PodSecurity " + doubtful);
  }

  /** {@code "baseline:latest": ...}, or empty. */
  private static String violations(JsonNode labels, String mode, PodView pod) {
    Level level = Level.of(labels.path(LABEL + mode).asText());
    String found = level == null ? "" : level.violations(pod);
    if (found.isEmpty()) return "";
    String version = labels.path(LABEL + mode + "-version").asText("latest");
    return "\"%s:%s\": %s".formatted(labels.path(LABEL + mode).asText(), version, found);
  }

  private JsonNode labels(String namespace) {
    return state
        .get("namespaces", "", namespace)
        .map(found -> found.path("metadata").path("labels"))
        .orElseGet(JsonNodeFactory.instance::objectNode);
  }

  private static void checkLabels(AdmissionRequest request) {
    JsonNode labels = request.object().path("metadata").path("labels");
    for (String mode : new String[] {"enforce", "audit", "warn"}) {
      String value = labels.path(LABEL + mode).asText();
      if (labels.has(LABEL + mode) && Level.of(value) == null) {
        throw invalid(
            name(request), mode, value, "must be one of privileged, baseline, restricted");
      }
      String version = labels.path(LABEL + mode + "-version").asText("latest");
      if (!version.matches("latest|v1\\.(0|[1-9][0-9]*)")) {
        throw invalid(name(request), mode + "-version", version, "must be \"latest\" or \"v1.x\"");
      }
    }
  }

  private static StatusException invalid(String name, String label, String value, String why) {
    String field = "metadata.labels[" + LABEL + label + "]";
    String cause = "Invalid value: \"%s\": %s".formatted(value, why);
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details.put("name", name).put("kind", "Namespace");
    details
        .putArray("causes")
        .addObject()
        .put("reason", "FieldValueInvalid")
        .put("message", cause)
        .put("field", field);
    String message = "Namespace \"%s\" is invalid: %s: %s".formatted(name, field, cause);
    return new StatusException(422, "Invalid", message, details);
  }

  private static String name(AdmissionRequest request) {
    return request.name().isEmpty()
        ? request.object().path("metadata").path("name").asText()
        : request.name();
  }
}
