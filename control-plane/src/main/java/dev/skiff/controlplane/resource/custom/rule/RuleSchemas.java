package dev.skiff.controlplane.resource.custom.rule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.ValidationRule;
import dev.skiff.controlplane.resource.cel.CelProgram;
import dev.skiff.controlplane.resource.cel.DeclaredType;
import dev.skiff.controlplane.resource.cel.estimate.CostEstimator;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks the rules of a CustomResourceDefinition's schema when it is created or changed: they
 * compile, and cannot cost too much, whatever objects come.
 */
public final class RuleSchemas {
  /** One rule, for all values that it is about in one object. */
  private static final double PER_RULE = 10_000_000;

  /** All rules of a schema. */
  private static final double PER_SCHEMA = 100_000_000;

  private final FieldErrors errors;
  private final List<Expensive> expensive = new ArrayList<>();
  private double total;

  private record Expensive(String field, double cost) {}

  private final List<String> malformed;

  private RuleSchemas(List<String> malformed, FieldErrors errors) {
    this.malformed = malformed;
    this.errors = errors;
  }

  /**
   * Checks a schema.
   *
   * @param field of the schema in the definition
   * @param node the schema as it is written
   * @param schema the same, read
   * @param malformed fields with which something is wrong: rules of what they are in would not
   *     compile, or with words that nobody understands
   */
  public static void check(
      String field, JsonNode node, Schema schema, List<String> malformed, FieldErrors errors) {
    RuleSchemas check = new RuleSchemas(malformed, errors);
    check.walk(field, node, schema, new Place(true, 1.0, ""));
    check.totals(field);
  }

  /**
   * Where a schema stands.
   *
   * @param cardinality how many values there are at most; null if nothing bounds it
   * @param uncorrelatable the list around it whose elements have no history; else empty
   */
  private record Place(boolean root, Double cardinality, String uncorrelatable) {
    Place inside(Double count, String without) {
      Double both = cardinality == null || count == null ? null : cardinality * count;
      return new Place(false, both, uncorrelatable.isEmpty() ? without : uncorrelatable);
    }
  }

  private void walk(String field, JsonNode node, Schema schema, Place place) {
    for (var property : node.path("properties").properties()) {
      Schema of = schema.properties().get(property.getKey());
      if (of == null || of.definition() != null) continue;
      String at = field + ".properties[" + property.getKey() + "]";
      walk(at, property.getValue(), of, place.inside(1.0, ""));
    }
    Schema.Constraints limits = schema.constraints();
    if (node.path("additionalProperties").isObject()) {
      Double most = count(limits == null ? null : limits.maxProperties());
      walk(
          field + ".additionalProperties",
          node.path("additionalProperties"),
          schema.additionalProperties(),
          place.inside(most, ""));
    }
    if (node.path("items").isObject()) {
      Double most = count(limits == null ? null : limits.maxItems());
      String without = schema.listType().equals("map") ? "" : field;
      walk(field + ".items", node.path("items"), schema.items(), place.inside(most, without));
    }
    boolean formed = malformed.stream().noneMatch(one -> one.startsWith(field + "."));
    if (formed && !schema.rules().isEmpty()) rules(field, node, schema, place);
  }

  private static Double count(Long limit) {
    return limit == null ? null : Double.valueOf(Math.max(0, limit));
  }

  private void rules(String field, JsonNode node, Schema schema, Place place) {
    boolean root = place.root || schema.embeddedResource();
    Optional<DeclaredType> declared = DeclaredType.forRules("object", schema, root);
    if (declared.isEmpty()) return;
    DeclaredType self = declared.get();
    double times = place.cardinality == null ? self.maxCardinality() : place.cardinality;
    List<CompiledRule> compiled = CompiledRule.compile(schema.rules(), self);
    for (int i = 0; i < compiled.size(); i++) {
      String at = field + ".x-kubernetes-validations[" + i + "]";
      JsonNode written = node.path("x-kubernetes-validations").get(i);
      rule(at, compiled.get(i), written, self, times, place);
    }
  }

  private void rule(
      String at,
      CompiledRule rule,
      JsonNode written,
      DeclaredType self,
      double times,
      Place place) {
    if (!rule.error().isEmpty()) errors.invalid(at + ".rule", shown(rule.rule()), rule.error());
    if (rule.program() != null) {
      cost(at + ".rule", "estimated rule cost", rule.program(), self, times);
    }
    if (!rule.messageError().isEmpty()) {
      errors.invalid(at + ".messageExpression", shown(rule.rule()), rule.messageError());
    } else if (rule.message() != null) {
      String what = "estimated messageExpression cost";
      cost(at + ".messageExpression", what, rule.message(), self, 1);
    }
    if (rule.usesOldSelf()) {
      if (!place.uncorrelatable.isEmpty()) {
        errors.invalid(
            at + ".rule",
            rule.rule().rule(),
            "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                + place.uncorrelatable);
      }
    } else if (written.has("optionalOldSelf")) {
      errors.invalid(
          at + ".optionalOldSelf",
          written.path("optionalOldSelf"),
          "may not be set if oldSelf is not used in rule");
    }
  }

  private void cost(
      String field, String what, CelProgram program, DeclaredType self, double times) {
    double once = CostEstimator.highest(program, self);
    double cost = once == 0 || times == 0 ? 0 : once * times;
    if (cost > PER_RULE) errors.forbidden(field, tooExpensive(what, cost, PER_RULE));
    total += cost;
    if (cost >= PER_SCHEMA / 100) expensive.add(new Expensive(field, cost));
  }

  private void totals(String field) {
    if (total <= PER_SCHEMA) return;
    expensive.sort(Comparator.comparingDouble(Expensive::cost).reversed());
    for (Expensive each : expensive.subList(0, Math.min(4, expensive.size()))) {
      errors.forbidden(
          each.field,
          "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema");
    }
    String what = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema";
    errors.forbidden(field, tooExpensive(what, total, PER_SCHEMA));
  }

  private static String tooExpensive(String what, double cost, double limit) {
    double factor = cost / limit;
    String times =
        factor > 100
            ? "more than 100x"
            : String.format(Locale.ROOT, factor < 1.5 ? "%fx" : "%.1fx", factor);
    return what
        + " exceeds budget by factor of "
        + times
        + " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where"
        + " arrays, maps, and strings are declared)";
  }

  /** A rule as upstream prints it among errors. */
  private static JsonNode shown(ValidationRule rule) {
    return RuleText.of(rule);
  }
}
