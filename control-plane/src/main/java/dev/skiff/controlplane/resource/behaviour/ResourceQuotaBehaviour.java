package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Quantity;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Quotas: resources that can be counted, and scopes that fit them and each other. */
final class ResourceQuotaBehaviour implements Behaviour {
  private static final Set<String> COUNTED =
      Set.of(
          "pods",
          "services",
          "replicationcontrollers",
          "resourcequotas",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");
  private static final Set<String> STANDARD =
      Set.of(
          "cpu",
          "memory",
          "ephemeral-storage",
          "requests.cpu",
          "requests.memory",
          "requests.storage",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage");
  private static final Set<String> SCOPES =
      Set.of(
          "Terminating",
          "NotTerminating",
          "BestEffort",
          "NotBestEffort",
          "PriorityClass",
          "CrossNamespacePodAffinity",
          "VolumeAttributesClass");
  private static final Set<String> OF_COMPUTE =
      Set.of(
          "pods",
          "cpu",
          "memory",
          "requests.cpu",
          "requests.memory",
          "limits.cpu",
          "limits.memory");
  private static final Map<String, String> CONTRARY =
      Map.of("BestEffort", "NotBestEffort", "Terminating", "NotTerminating");

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    spec.path("hard").properties().forEach(e -> hard(e.getKey(), e.getValue(), errors));
    scopes(spec, errors);
    selector(spec.at("/scopeSelector/matchExpressions"), errors);
  }

  private static void hard(String resource, JsonNode amount, FieldErrors errors) {
    String field = "spec.hard[" + resource + "]";
    boolean known = COUNTED.contains(resource) || STANDARD.contains(resource);
    if (!known && !resource.contains("/") && !resource.startsWith("requests.hugepages-")) {
      errors.invalid(field, resource, "must be a standard resource type or fully qualified");
      errors.invalid(field, resource, "must be a standard resource for quota");
      return;
    }
    BigDecimal value = Quantity.parse(amount.asText()).value();
    boolean whole = value.stripTrailingZeros().scale() <= 0;
    if (COUNTED.contains(resource) && !whole) {
      errors.invalid(field, amount.asText(), "must be an integer");
    }
  }

  private static void scopes(JsonNode spec, FieldErrors errors) {
    JsonNode scopes = spec.path("scopes");
    List<String> names = new ArrayList<>();
    for (JsonNode scope : scopes) {
      String name = scope.asText();
      names.add(name);
      if (!SCOPES.contains(name)) {
        errors.invalid("spec.scopes", scopes, "unsupported scope");
        continue;
      }
      Set<String> fitting = name.equals("BestEffort") ? Set.of("pods") : OF_COMPUTE;
      spec.path("hard")
          .fieldNames()
          .forEachRemaining(
              resource -> {
                if (!fitting.contains(resource)) {
                  errors.invalid("spec.scopes", scopes, "unsupported scope applied to resource");
                }
              });
    }
    CONTRARY.forEach(
        (one, other) -> {
          if (names.contains(one) && names.contains(other)) {
            errors.invalid("spec.scopes", scopes, "conflicting scopes");
          }
        });
  }

  private static void selector(JsonNode expressions, FieldErrors errors) {
    String field = "spec.scopeSelector.matchExpressions";
    for (JsonNode expression : expressions) {
      boolean values = !expression.path("values").isEmpty();
      switch (expression.path("operator").asText("")) {
        case "In", "NotIn" -> {
          if (!values) {
            errors.required(
                field + ".values",
                "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
          }
        }
        case "Exists", "DoesNotExist" -> {
          if (values) {
            errors.invalid(
                field + ".values",
                expression.path("values"),
                "must be no value when `operator` is 'Exists' or 'DoesNotExist' for scope"
                    + " selector");
          }
        }
        default ->
            errors.invalid(
                field + ".operator", expression.path("operator"), "not a valid selector operator");
      }
    }
  }
}
