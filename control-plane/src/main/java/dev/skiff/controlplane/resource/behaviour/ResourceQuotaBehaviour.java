package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Quantity;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import dev.skiff.controlplane.resource.validation.ResourceRules;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Quotas: resources that can be counted, and scopes that fit them and each other. */
final class ResourceQuotaBehaviour implements Behaviour {
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
  private static final Set<String> OF_PODS =
      Set.of(
          "pods",
          "cpu",
          "memory",
          "requests.cpu",
          "requests.memory",
          "limits.cpu",
          "limits.memory");
  private static final Set<String> OF_CLAIMS = Set.of("persistentvolumeclaims", "requests.storage");

  /** Scopes that hold, or do not, and have no values. */
  private static final Set<String> WITHOUT_VALUES =
      Set.of(
          "Terminating",
          "NotTerminating",
          "BestEffort",
          "NotBestEffort",
          "CrossNamespacePodAffinity");

  private static final Map<String, String> CONTRARY =
      Map.of("BestEffort", "NotBestEffort", "Terminating", "NotTerminating");

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    amounts("spec.hard", spec.path("hard"), errors);
    scopes(spec, errors);
    selector(spec, errors);
  }

  /** Scopes never change; their order means nothing. */
  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode now = object.at("/spec/scopes");
    if (!names(now).equals(names(old.at("/spec/scopes")))) {
      errors.invalid("spec.scopes", now, "field is immutable");
    }
  }

  private static Set<String> names(JsonNode scopes) {
    Set<String> names = new HashSet<>();
    scopes.forEach(scope -> names.add(scope.asText()));
    return names;
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    amounts("status.hard", object.at("/status/hard"), errors);
    amounts("status.used", object.at("/status/used"), errors);
  }

  private static void amounts(String list, JsonNode amounts, FieldErrors errors) {
    for (var entry : amounts.properties()) {
      amount(list + "[" + entry.getKey() + "]", entry.getKey(), entry.getValue(), errors);
    }
  }

  private static void amount(String field, String resource, JsonNode amount, FieldErrors errors) {
    List<String> malformed = Names.qualified(resource);
    malformed.forEach(wrong -> errors.invalid(field, resource, wrong));
    boolean domain = resource.contains("/");
    if (malformed.isEmpty() && !domain && !standard(resource) && !resource.equals("storage")) {
      errors.invalid(field, resource, "must be a standard resource type or fully qualified");
    }
    if (!domain && !standard(resource)) {
      errors.invalid(field, resource, "must be a standard resource for quota");
    }
    BigDecimal value = Quantity.parse(amount.asText()).value();
    if (value.signum() < 0) {
      errors.invalid(field, amount.asText(), "must be greater than or equal to 0");
    }
    boolean whole = value.stripTrailingZeros().scale() <= 0;
    if (!whole && (ResourceRules.COUNTED.contains(resource) || extended(resource))) {
      errors.invalid(field, amount.asText(), "must be an integer");
    }
  }

  private static boolean standard(String resource) {
    return ResourceRules.COUNTED.contains(resource)
        || STANDARD.contains(resource)
        || resource.startsWith("hugepages-")
        || resource.startsWith("requests.hugepages-");
  }

  /** What has a domain other than Kubernetes' own is counted, not measured. */
  private static boolean extended(String resource) {
    return resource.contains("/")
        && !resource.contains("kubernetes.io/")
        && !resource.startsWith("requests.")
        && Names.qualified("requests." + resource).isEmpty();
  }

  private static boolean fits(String scope, String resource) {
    return switch (scope) {
      case "BestEffort" -> resource.equals("pods");
      case "VolumeAttributesClass" -> OF_CLAIMS.contains(resource);
      default -> !SCOPES.contains(scope) || OF_PODS.contains(resource);
    };
  }

  /** How many of the limits a scope does not fit; what has a domain fits any. */
  private static long unfitting(String scope, JsonNode hard) {
    return hard.properties().stream()
        .map(Map.Entry::getKey)
        .filter(resource -> standard(resource) && !fits(scope, resource))
        .count();
  }

  private static void scopes(JsonNode spec, FieldErrors errors) {
    JsonNode scopes = spec.path("scopes");
    for (JsonNode scope : scopes) {
      String name = scope.asText();
      if (!SCOPES.contains(name)) errors.invalid("spec.scopes", scopes, "unsupported scope");
      if (unfitting(name, spec.path("hard")) > 0) {
        errors.invalid("spec.scopes", scopes, "unsupported scope applied to resource");
      }
    }
    contrary("spec.scopes", names(scopes), scopes, errors);
  }

  private static void contrary(
      String field, Set<String> names, JsonNode scopes, FieldErrors errors) {
    CONTRARY.forEach(
        (one, other) -> {
          if (names.contains(one) && names.contains(other)) {
            errors.invalid(field, scopes, "conflicting scopes");
          }
        });
  }

  private static void selector(JsonNode spec, FieldErrors errors) {
    String field = "spec.scopeSelector.matchExpressions";
    JsonNode selector = spec.path("scopeSelector");
    Set<String> names = new HashSet<>();
    for (JsonNode expression : selector.path("matchExpressions")) {
      String scope = expression.path("scopeName").asText("");
      names.add(scope);
      if (!SCOPES.contains(scope)) errors.invalid(field + ".scopeName", scope, "unsupported scope");
      if (unfitting(scope, spec.path("hard")) > 0) {
        errors.invalid(field, selector, "unsupported scope applied to resource");
      }
      String operator = expression.path("operator").asText("");
      if (WITHOUT_VALUES.contains(scope) && !operator.equals("Exists")) {
        errors.invalid(
            field + ".operator",
            operator,
            "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating,"
                + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                + " ResourceQuotaScopeNotBestEffort or"
                + " ResourceQuotaScopeCrossNamespacePodAffinity");
      }
      values(field, operator, expression.path("values"), errors);
    }
    contrary(field, names, spec.path("scopes"), errors);
  }

  private static void values(String field, String operator, JsonNode values, FieldErrors errors) {
    switch (operator) {
      case "In", "NotIn" -> {
        if (!values.isEmpty()) return;
        errors.required(
            field + ".values",
            "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
      }
      case "Exists", "DoesNotExist" -> {
        if (values.isEmpty()) return;
        errors.invalid(
            field + ".values",
            values,
            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
      }
      default -> errors.invalid(field + ".operator", operator, "not a valid selector operator");
    }
  }
}
