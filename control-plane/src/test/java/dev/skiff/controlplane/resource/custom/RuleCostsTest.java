package dev.skiff.controlplane.resource.custom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.cel.CelEnvironment;
import dev.skiff.controlplane.resource.cel.DeclaredType;
import dev.skiff.controlplane.resource.cel.SchemaValues;
import dev.skiff.controlplane.resource.cel.Variables;
import dev.skiff.controlplane.resource.cel.estimate.CostEstimator;
import java.io.InputStream;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/** What rules cost, estimated and evaluated; the numbers in the files come from upstream. */
class RuleCostsTest {
  private static final double WITHOUT_BOUND = 1e17;

  private static JsonNode read(String file) throws Exception {
    try (InputStream text = RuleCostsTest.class.getResourceAsStream(file)) {
      return new ObjectMapper(new YAMLFactory()).readTree(text);
    }
  }

  private static DeclaredType declared(Schema schema, boolean root) {
    return DeclaredType.forRules("object", schema, root).orElseThrow();
  }

  private static CelEnvironment environment(DeclaredType self) {
    return CelEnvironment.of(Map.of("self", self.type(), "oldSelf", self.type()), Map.of());
  }

  private interface Costs {
    Object of(String rule) throws Exception;
  }

  private static String compare(JsonNode rules, Costs costs) {
    StringJoiner wrong = new StringJoiner("\n");
    for (var rule : rules.properties()) {
      String cost;
      try {
        cost = costs.of(rule.getKey()).toString();
      } catch (Exception refused) {
        cost = refused.toString();
      }
      String expected = rule.getValue().asText();
      if (!cost.equals(expected)) {
        wrong.add(rule.getKey() + " costs " + cost + " instead of " + expected);
      }
    }
    return wrong.toString();
  }

  @Test
  void estimatesAreUpstreams() throws Exception {
    for (JsonNode each : read("rule-costs.yaml")) {
      Schema schema = DefinitionRules.READER.read(each.path("schema"));
      DeclaredType self = declared(schema, each.path("root").asBoolean());
      CelEnvironment environment = environment(self);
      Costs estimates =
          rule -> {
            double cost = CostEstimator.highest(environment.check(rule).program(), self);
            return cost > WITHOUT_BOUND ? "without bound" : (Object) (long) cost;
          };
      assertEquals("", compare(each.path("rules"), estimates));
      assertEquals(
          each.path("times").asLong(), self.maxCardinality(), each.path("schema")::toString);
    }
  }

  @Test
  void evaluationsCostWhatTheyCostUpstream() throws Exception {
    JsonNode all = read("rule-runtime-costs.yaml");
    Schema schema = DefinitionRules.READER.read(all.path("schema"));
    CelEnvironment environment = environment(declared(schema, false));
    Object self = SchemaValues.of(all.path("object"), schema);
    Variables variables = Variables.of(Map.of("self", self, "oldSelf", self));
    Costs costs = rule -> environment.check(rule).program().evaluate(variables).cost();
    assertEquals("", compare(all.path("rules"), costs));
  }
}
