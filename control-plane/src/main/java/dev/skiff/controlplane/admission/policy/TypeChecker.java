package dev.skiff.controlplane.admission.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.skiff.controlplane.admission.expression.AdmissionEnvironment;
import dev.skiff.controlplane.admission.expression.Expression;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.cel.CelEnvironment;
import dev.skiff.controlplane.resource.cel.DeclaredType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Checks a policy's expressions against the schemas of the types that its rules name without
 * wildcards. What it finds are warnings: they never change what a policy does.
 */
final class TypeChecker {
  /** A rule that names so many types ends the search. */
  private static final int MOST_TYPES = 10;

  private final ResourceRegistry registry;

  TypeChecker(ResourceRegistry registry) {
    this.registry = registry;
  }

  /** The warnings, in the form of {@code status.typeChecking.expressionWarnings}. */
  ArrayNode check(JsonNode spec) {
    List<ResourceType> types = types(spec.path("matchConstraints").path("resourceRules"));
    ArrayNode warnings = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < spec.path("validations").size(); i++) {
      for (String field : List.of("expression", "messageExpression")) {
        String expression = spec.path("validations").get(i).path(field).asText("");
        if (expression.isEmpty()) continue;
        String warning = check(spec, types, expression);
        if (warning.isEmpty()) continue;
        warnings
            .addObject()
            .put("fieldRef", "spec.validations[" + i + "]." + field)
            .put("warning", warning);
      }
    }
    return warnings;
  }

  private String check(JsonNode spec, List<ResourceType> types, String expression) {
    List<String> found = new ArrayList<>();
    for (ResourceType type : types) {
      PolicyCompiler compiler = compiler(spec, type);
      for (JsonNode variable : spec.path("variables")) {
        compiler.variable(variable.path("name").asText(), variable.path("expression").asText());
      }
      Expression compiled = compiler.compile(expression, true, SimpleType.DYN);
      if (compiled.program() == null) {
        found.add(
            "%s/%s, Kind=%s: %s\n"
                .formatted(type.group(), type.version(), type.kind(), issues(compiled)));
      }
    }
    return String.join("\n", found);
  }

  private static String issues(Expression refused) {
    return refused.error().replaceFirst("^compilation failed: ", "");
  }

  /** Parameters of a kind that nobody knows are not declared. */
  private PolicyCompiler compiler(JsonNode spec, ResourceType type) {
    CelType object = declared(type);
    Map<String, CelType> variables = new LinkedHashMap<>();
    variables.put("object", object);
    variables.put("oldObject", object);
    paramType(spec.path("paramKind")).ifPresent(known -> variables.put("params", known));
    CelEnvironment environment = AdmissionEnvironment.typed(variables);
    return new PolicyCompiler(authorizer -> environment);
  }

  private Optional<CelType> paramType(JsonNode paramKind) {
    String apiVersion = paramKind.path("apiVersion").asText();
    int slash = apiVersion.indexOf('/');
    return registry
        .findKind(
            slash < 0 ? "" : apiVersion.substring(0, slash),
            apiVersion.substring(slash + 1),
            paramKind.path("kind").asText())
        .map(TypeChecker::declared);
  }

  private static CelType declared(ResourceType type) {
    return DeclaredType.of(type).type();
  }

  /**
   * Those that rules name; a rule with a wildcard for groups or versions names none. As for
   * upstream's mapper, the group without a name stands for all, and a resource has two names.
   */
  private List<ResourceType> types(JsonNode rules) {
    Set<ResourceType> named = new HashSet<>();
    for (JsonNode rule : rules) {
      if (wildcard(rule.path("apiGroups")) || wildcard(rule.path("apiVersions"))) continue;
      List<ResourceType> of = named(rule).limit(MOST_TYPES).toList();
      named.addAll(of);
      if (of.size() == MOST_TYPES) break;
    }
    return named.stream()
        .sorted(
            Comparator.comparing(ResourceType::group)
                .thenComparing(ResourceType::version)
                .thenComparing(ResourceType::kind))
        .toList();
  }

  private Stream<ResourceType> named(JsonNode rule) {
    Set<String> groups = texts(rule.path("apiGroups"));
    Set<String> versions = texts(rule.path("apiVersions"));
    Set<String> resources = texts(rule.path("resources"));
    boolean anyGroup = groups.contains("");
    return registry.all().stream()
        .filter(type -> anyGroup || groups.contains(type.group()))
        .filter(type -> versions.contains(type.version()))
        .filter(type -> resources.contains(type.plural()) || resources.contains(type.singular()))
        .sorted(
            Comparator.comparing((ResourceType type) -> anyGroup ? "" : type.group())
                .thenComparing(ResourceType::version)
                .thenComparing(ResourceType::plural));
  }

  private static Set<String> texts(JsonNode values) {
    return StreamSupport.stream(values.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.toSet());
  }

  private static boolean wildcard(JsonNode values) {
    for (JsonNode value : values) {
      if (value.asText().contains("*")) return true;
    }
    return false;
  }
}
