package dev.skiff.controlplane.resource.custom.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.skiff.controlplane.resource.BuiltInTypes;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.VersionConverter;
import dev.skiff.controlplane.resource.custom.CustomTypes;
import dev.skiff.controlplane.resource.custom.DefinitionShape;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulesTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final CustomTypes TYPES =
      new CustomTypes(
          BuiltInTypes.load().types().stream()
              .filter(type -> type.plural().equals("configmaps"))
              .findFirst()
              .orElseThrow(),
          definition -> VersionConverter.NONE);

  private static JsonNode yaml(String text) {
    try {
      return YAML.readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static JsonNode versions(String spec) {
    String properties = ("spec:\n" + spec.indent(2)).indent(6);
    return yaml(
        """
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
        """
            + properties.indent(4));
  }

  private static Schema schema(String spec) {
    ObjectNode definition = YAML.createObjectNode();
    definition.putObject("spec").put("group", "example.com").set("versions", versions(spec));
    ((ObjectNode) definition.path("spec")).putObject("names").put("kind", "Thing");
    return TYPES.of(definition).getFirst().schema();
  }

  private static List<String> check(String spec, String object, String old) {
    FieldErrors errors = new FieldErrors();
    ObjectNode before = old == null ? null : (ObjectNode) yaml(old);
    Rules.of(schema(spec)).check((ObjectNode) yaml(object), before, errors);
    return errors.all().stream().map(FieldError::toString).toList();
  }

  private static List<String> define(String spec) {
    return define(spec, "type: object");
  }

  private static List<String> define(String spec, String before) {
    FieldErrors errors = new FieldErrors();
    DefinitionShape.check(versions(spec), versions(before), errors);
    return errors.all().stream().map(FieldError::toString).toList();
  }

  private static final String REPLICAS =
      """
      type: object
      x-kubernetes-validations:
      - rule: self.min <= self.max
        messageExpression: "'min ' + string(self.min) + ' is above max'"
      - rule: self.max >= oldSelf.max
        message: must not shrink
        reason: FieldValueForbidden
        fieldPath: .max
      properties:
        min: {type: integer}
        max: {type: integer}
      """;

  @Test
  void rulesHoldOrSayWhatIsWrong() {
    assertEquals(List.of(), check(REPLICAS, "{spec: {min: 1, max: 2}}", null));
    assertEquals(
        List.of("spec: Invalid value: min 3 is above max"),
        check(REPLICAS, "{spec: {min: 3, max: 2}}", null));
  }

  @Test
  void transitionRulesNeedAnOldValue() {
    assertEquals(
        List.of("spec.max: Forbidden: must not shrink"),
        check(REPLICAS, "{spec: {min: 1, max: 2}}", "{spec: {min: 1, max: 3}}"));
    assertEquals(
        List.of(), check(REPLICAS, "{spec: {min: 1, max: 3}}", "{spec: {min: 1, max: 2}}"));
  }

  @Test
  void whatWasWrongBeforeAndIsUnchangedIsTolerated() {
    String wrong = "{spec: {min: 3, max: 2}}";
    assertEquals(List.of(), check(REPLICAS, wrong, wrong));
  }

  @Test
  void elementsOfMapListsHaveHistories() {
    String list =
        """
        type: object
        properties:
          items:
            type: array
            maxItems: 10
            x-kubernetes-list-type: map
            x-kubernetes-list-map-keys: [name]
            items:
              type: object
              required: [name]
              x-kubernetes-validations:
              - {rule: self.size == oldSelf.size, message: fixed}
              properties:
                name: {type: string}
                size: {type: integer}
        """;
    assertEquals(
        List.of("spec.items[0]: Invalid value: fixed"),
        check(
            list,
            "{spec: {items: [{name: b, size: 5}, {name: a, size: 1}]}}",
            "{spec: {items: [{name: a, size: 1}, {name: b, size: 2}]}}"));
    assertEquals(List.of(), define(list));
  }

  @Test
  void valuesWithoutARuleAreErrorsOfTheirOwn() {
    String optional =
        """
        type: object
        x-kubernetes-validations:
        - rule: self.list[3] > 1
        properties:
          list: {type: array, maxItems: 5, items: {type: integer}}
        """;
    assertEquals(
        List.of(
            "spec: Invalid value: \"object\": index out of bounds: 3 evaluating rule: self.list[3]"
                + " > 1"),
        check(optional, "{spec: {list: [1]}}", null));
  }

  @Test
  void namesThatAreNoIdentifiersAreEscaped() {
    String escaped =
        """
        type: object
        x-kubernetes-validations:
        - rule: self.a__dash__b == 'x' && self.__namespace__ == 'y' && has(self.a__dash__b)
        properties:
          a-b: {type: string}
          namespace: {type: string}
        """;
    assertEquals(List.of(), check(escaped, "{spec: {a-b: x, namespace: y}}", null));
  }

  @Test
  void setsHaveNoOrder() {
    String set =
        """
        type: object
        x-kubernetes-validations:
        - rule: self.set == ['b', 'a'] && (self.set + ['a', 'c']).size() == 3
        properties:
          set: {type: array, maxItems: 5, x-kubernetes-list-type: set, items: {type: string, maxLength: 5}}
        """;
    assertEquals(List.of(), check(set, "{spec: {set: [a, b]}}", null));
    assertEquals(List.of(), define(set));
  }

  @Test
  void rulesMustCompile() {
    List<String> errors =
        define(
            """
            type: object
            x-kubernetes-validations:
            - rule: self.nothing == 1
            - rule: "'x'"
            - rule: ""
            """);
    assertEquals(
        List.of(
            "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[2].rule:"
                + " Required value: rule is not specified"),
        errors);
    errors = define("type: object\nx-kubernetes-validations: [{rule: \"'x'\"}]\n");
    assertEquals(1, errors.size());
    assertEquals(
        "cel expression must evaluate to a bool",
        errors.getFirst().substring(errors.getFirst().lastIndexOf(": ") + 2));
  }

  @Test
  void rulesThatCanCostTooMuchAreRefused() {
    String nested =
        """
        type: object
        x-kubernetes-validations:
        - rule: self.list.all(a, self.list.all(b, a == b))
        properties:
          list:
            type: array
            LIMIT
            items: {type: string}
        """;
    assertEquals(
        List.of(
            "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule:"
                + " Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try"
                + " simplifying the rule, or adding maxItems, maxProperties, and maxLength where"
                + " arrays, maps, and strings are declared)"),
        define(nested.replace("    LIMIT\n", "")).stream().limit(1).toList());
    String bounded =
        nested
            .replace("LIMIT", "maxItems: 10")
            .replace("{type: string}", "{type: string, maxLength: 10}");
    assertEquals(List.of(), define(bounded));
  }

  @Test
  void whatWasAcceptedOnceIsNotLookedAtAgain() {
    String wrong = "type: object\nx-kubernetes-validations: [{rule: self.nothing == 1}]\n";
    assertEquals(1, define(wrong).size());
    assertEquals(List.of(), define(wrong, wrong));
  }
}
