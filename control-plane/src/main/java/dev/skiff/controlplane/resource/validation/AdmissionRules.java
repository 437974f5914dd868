package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a {@code RuleWithOperations} may say, in webhooks and admission policies. */
public final class AdmissionRules {
  private static final List<String> OPERATIONS =
      List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
  private static final List<String> SCOPES = List.of("*", "Cluster", "Namespaced");

  private AdmissionRules() {}

  /** Checks one rule. */
  public static void check(String field, JsonNode rule, FieldErrors errors) {
    operations(field + ".operations", rule.path("operations"), errors);
    texts(field + ".apiGroups", rule.path("apiGroups"), "API groups", true, errors);
    texts(field + ".apiVersions", rule.path("apiVersions"), "API versions", false, errors);
    resources(field + ".resources", rule.path("resources"), errors);
    String scope = rule.path("scope").asText("*");
    if (!SCOPES.contains(scope)) errors.unsupported(field + ".scope", scope, SCOPES);
  }

  private static void operations(String field, JsonNode operations, FieldErrors errors) {
    if (operations.isEmpty()) errors.required(field);
    star(field, operations, "operations", errors);
    for (int i = 0; i < operations.size(); i++) {
      String operation = operations.get(i).asText();
      if (!OPERATIONS.contains(operation)) {
        errors.unsupported(field + "[" + i + "]", operation, OPERATIONS);
      }
    }
  }

  private static void texts(
      String field, JsonNode values, String what, boolean mayBeEmpty, FieldErrors errors) {
    if (values.isEmpty()) errors.required(field);
    star(field, values, what, errors);
    for (int i = 0; i < values.size() && !mayBeEmpty; i++) {
      if (values.get(i).asText().isEmpty()) errors.required(field + "[" + i + "]");
    }
  }

  private static void star(String field, JsonNode values, String what, FieldErrors errors) {
    boolean star = false;
    for (JsonNode value : values) star |= value.asText().equals("*");
    if (star && values.size() > 1) {
      errors.invalid(field, values, "if '*' is present, must not specify other " + what);
    }
  }

  /** A resource that another entry covers already is a mistake. */
  private static void resources(String field, JsonNode resources, FieldErrors errors) {
    if (resources.isEmpty()) errors.required(field);
    Set<String> allOf = new HashSet<>();
    Set<String> everywhere = new HashSet<>();
    boolean anyPlain = false;
    boolean anyWith = false;
    // Upstream remembers only of the last one without a part whether it is another than *.
    boolean lastPlain = false;
    for (int i = 0; i < resources.size(); i++) {
      String entry = resources.get(i).asText();
      String at = field + "[" + i + "]";
      if (entry.isEmpty()) errors.required(at);
      anyPlain |= entry.equals("*");
      anyWith |= entry.equals("*/*");
      String[] parts = entry.split("/", 2);
      if (parts.length == 1) {
        if (!entry.isEmpty()) lastPlain = !entry.equals("*");
        continue;
      }
      String of = parts[0] + "/*";
      String sub = "*/" + parts[1];
      if (allOf.contains(parts[0])) covered(at, entry, of, errors);
      if (everywhere.contains(parts[1])) covered(at, entry, sub, errors);
      if (parts[1].equals("*")) allOf.add(parts[0]);
      if (parts[0].equals("*")) everywhere.add(parts[1]);
    }
    if (resources.size() > 1 && anyWith) {
      errors.invalid(field, resources, "if '*/*' is present, must not specify other resources");
    }
    if (anyPlain && lastPlain) {
      errors.invalid(
          field,
          resources,
          "if '*' is present, must not specify other resources without subresources");
    }
  }

  private static void covered(String at, String entry, String by, FieldErrors errors) {
    errors.invalid(at, entry, "if '" + by + "' is present, must not specify " + entry);
  }
}
