package dev.skiff.controlplane.resource.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The cells of kinds about who may do what, and how much of it. */
final class PolicyCells {
  static final Map<String, Cells.Maker> MAKERS =
      Map.ofEntries(
          Map.entry("rolebindings.rbac.authorization.k8s.io", PolicyCells::binding),
          Map.entry("clusterrolebindings.rbac.authorization.k8s.io", PolicyCells::binding),
          Map.entry("certificatesigningrequests.certificates.k8s.io", PolicyCells::csr),
          Map.entry("poddisruptionbudgets.policy", PolicyCells::disruptionBudget),
          Map.entry("horizontalpodautoscalers.autoscaling", PolicyCells::autoscaler),
          Map.entry("priorityclasses.scheduling.k8s.io", PolicyCells::priorityClass),
          Map.entry("runtimeclasses.node.k8s.io", PolicyCells::runtimeClass),
          Map.entry(
              "mutatingwebhookconfigurations.admissionregistration.k8s.io", PolicyCells::webhooks),
          Map.entry(
              "validatingwebhookconfigurations.admissionregistration.k8s.io",
              PolicyCells::webhooks),
          Map.entry(
              "validatingadmissionpolicies.admissionregistration.k8s.io",
              PolicyCells::admissionPolicy),
          Map.entry(
              "validatingadmissionpolicybindings.admissionregistration.k8s.io",
              PolicyCells::admissionPolicyBinding),
          Map.entry("apiservices.apiregistration.k8s.io", PolicyCells::apiService));

  private PolicyCells() {}

  private static List<Object> binding(JsonNode object, Instant now) {
    return List.of(
        Cells.name(object),
        Cells.text(object, "/roleRef/kind") + "/" + Cells.text(object, "/roleRef/name"),
        Cells.age(object, now),
        subjects(object, "User"),
        subjects(object, "Group"),
        subjects(object, "ServiceAccount"));
  }

  private static String subjects(JsonNode object, String kind) {
    return Cells.each(object.path("subjects"))
        .filter(subject -> Cells.text(subject, "/kind").equals(kind))
        .map(
            subject ->
                kind.equals("ServiceAccount")
                    ? Cells.text(subject, "/namespace") + "/" + Cells.text(subject, "/name")
                    : Cells.text(subject, "/name"))
        .collect(Collectors.joining(", "));
  }

  private static List<Object> csr(JsonNode object, Instant now) {
    Set<String> conditions =
        Cells.each(object.at("/status/conditions"))
            .map(condition -> Cells.text(condition, "/type"))
            .collect(Collectors.toSet());
    String state =
        Stream.of("Denied", "Approved").filter(conditions::contains).findFirst().orElse("Pending");
    if (conditions.contains("Failed")) state += ",Failed";
    if (!Cells.text(object, "/status/certificate").isEmpty()) state += ",Issued";
    JsonNode duration = object.at("/spec/expirationSeconds");
    return List.of(
        Cells.name(object),
        Cells.age(object, now),
        Cells.text(object, "/spec/signerName"),
        Cells.text(object, "/spec/username"),
        duration.isNumber()
            ? HumanDuration.of(java.time.Duration.ofSeconds(duration.asLong()))
            : Cells.NONE,
        state);
  }

  private static List<Object> disruptionBudget(JsonNode object, Instant now) {
    return List.of(
        Cells.name(object),
        notAvailable(object.at("/spec/minAvailable")),
        notAvailable(object.at("/spec/maxUnavailable")),
        Cells.number(object, "/status/disruptionsAllowed"),
        Cells.age(object, now));
  }

  private static String notAvailable(JsonNode value) {
    return value.isMissingNode() ? "N/A" : value.asText();
  }

  private static List<Object> autoscaler(JsonNode object, Instant now) {
    JsonNode target = object.at("/spec/scaleTargetRef");
    JsonNode least = object.at("/spec/minReplicas");
    return List.of(
        Cells.name(object),
        Cells.text(target, "/kind") + "/" + Cells.text(target, "/name"),
        AutoscalerTargets.of(object),
        least.isNumber() ? least.asText() : "<unset>",
        Cells.number(object, "/spec/maxReplicas"),
        Cells.number(object, "/status/currentReplicas"),
        Cells.age(object, now));
  }

  private static List<Object> priorityClass(JsonNode object, Instant now) {
    return List.of(
        Cells.name(object),
        Cells.number(object, "/value"),
        object.path("globalDefault").asBoolean(),
        Cells.age(object, now),
        Cells.text(object, "/preemptionPolicy"));
  }

  private static List<Object> runtimeClass(JsonNode object, Instant now) {
    return List.of(Cells.name(object), Cells.text(object, "/handler"), Cells.age(object, now));
  }

  private static List<Object> webhooks(JsonNode object, Instant now) {
    return List.of(Cells.name(object), object.path("webhooks").size(), Cells.age(object, now));
  }

  private static List<Object> admissionPolicy(JsonNode object, Instant now) {
    JsonNode kind = object.at("/spec/paramKind");
    return List.of(
        Cells.name(object),
        object.at("/spec/validations").size(),
        kind.isMissingNode()
            ? "<unset>"
            : Cells.text(kind, "/apiVersion") + "/" + Cells.text(kind, "/kind"),
        Cells.age(object, now));
  }

  private static List<Object> admissionPolicyBinding(JsonNode object, Instant now) {
    JsonNode params = object.at("/spec/paramRef");
    String namespace = Cells.text(params, "/namespace");
    String name = Cells.text(params, "/name");
    String shown = "<unset>";
    if (!name.isEmpty()) shown = (namespace.isEmpty() ? "*" : namespace) + "/" + name;
    else if (params.has("selector")) shown = Cells.goSelector(params.path("selector"));
    return List.of(
        Cells.name(object), Cells.text(object, "/spec/policyName"), shown, Cells.age(object, now));
  }

  private static List<Object> apiService(JsonNode object, Instant now) {
    JsonNode service = object.at("/spec/service");
    String available = "Unknown";
    for (JsonNode condition : object.at("/status/conditions")) {
      if (!Cells.text(condition, "/type").equals("Available")) continue;
      available = Cells.text(condition, "/status");
      if (!available.equals("True")) available += " (" + Cells.text(condition, "/reason") + ")";
    }
    return List.of(
        Cells.name(object),
        service.isMissingNode()
            ? "Local"
            : Cells.text(service, "/namespace") + "/" + Cells.text(service, "/name"),
        available,
        Cells.age(object, now));
  }
}
