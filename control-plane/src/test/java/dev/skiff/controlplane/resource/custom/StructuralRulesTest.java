package dev.skiff.controlplane.resource.custom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages are those of kube-apiserver v1.35.4 for the same schemas. */
class StructuralRulesTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  private static List<String> problems(String schema) throws IOException {
    FieldErrors errors = new FieldErrors();
    new StructuralRules(errors).root("s", YAML.readTree(schema));
    return errors.all().stream().map(FieldError::toString).sorted().toList();
  }

  private static List<String> problemsOfField(String branches) throws IOException {
    return problems(
        "{type: object, properties: {a: {type: object, properties: {b: {type: string}}, %s}}}"
            .formatted(branches));
  }

  private static String noPattern(String field) {
    return field
        + ".pattern: Invalid value: \"(\": must be a valid regular expression, but isn't: error"
        + " parsing regexp: missing closing ): `(`";
  }

  @Test
  void patternsAreLookedAtHoweverDeep() throws IOException {
    assertEquals(
        List.of(noPattern("s.properties[a].anyOf[0].not.properties[b]")),
        problemsOfField("anyOf: [{not: {properties: {b: {pattern: '('}}}}]"));
    assertEquals(
        List.of(noPattern("s.properties[a].allOf[0].not.not.items")),
        problemsOfField("allOf: [{not: {not: {items: {pattern: '('}}}}]"));
    assertEquals(
        List.of(noPattern("s.properties[a].not.anyOf[0]")),
        problemsOfField("not: {anyOf: [{pattern: '('}]}"));
  }

  @Test
  void whatRestrictsDoesNotDeclare() throws IOException {
    assertEquals(
        List.of(
            "s.properties[a].oneOf[0].not.properties[b].default: Forbidden: must be undefined to be"
                + " structural",
            "s.properties[a].oneOf[0].not.type: Forbidden: must be empty to be structural"),
        problemsOfField("oneOf: [{not: {type: object, properties: {b: {default: x}}}}]"));
  }

  @Test
  void integersOrTextsSaySoInOneWay() throws IOException {
    String schema = "{type: object, properties: {a: {x-kubernetes-int-or-string: true, %s}}}";
    String usual = "anyOf: [{type: integer}, {type: string}]";
    assertEquals(List.of(), problems(schema.formatted(usual)));
    assertEquals(List.of(), problems(schema.formatted("allOf: [{" + usual + "}, {minLength: 1}]")));
    assertEquals(1, problems(schema.formatted("allOf: [{not: {type: string}}]")).size());
  }

  @Test
  void branchesOfTheRootSpeakOfWhatIsDeclared() throws IOException {
    String schema = "{type: object, properties: {a: {type: string}}, %s}";
    String missing = "s.properties[x]: Required value: because it is defined in ";
    assertEquals(
        List.of(missing + "s.anyOf[0].not.properties[x]"),
        problems(schema.formatted("anyOf: [{not: {properties: {x: {minLength: 1}}}}]")));
    assertEquals(List.of(), problemsOfField("anyOf: [{properties: {x: {minLength: 1}}}]"));
  }
}
