package dev.skiff.controlplane.resource.custom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaValidatorTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  private static List<String> problems(String property, String value, String old)
      throws IOException {
    JsonNode schema = YAML.readTree("{type: object, properties: {x: " + property + "}}");
    Schema of = DefinitionRules.READER.read(schema);
    ObjectNode before = old == null ? null : object(old);
    FieldErrors errors = new FieldErrors();
    new SchemaValidator(errors).object(of, object(value), before);
    return errors.all().stream().map(FieldError::toString).toList();
  }

  private static ObjectNode object(String value) throws IOException {
    return (ObjectNode) YAML.readTree("{x: " + value + "}");
  }

  @Test
  void textsHaveTheirFormat() throws IOException {
    String address = "{type: string, format: ipv4}";
    assertEquals(List.of(), problems(address, "1.2.3.4", null));
    assertEquals(
        List.of("x: Invalid value: \"foo\": x in body must be of type ipv4: \"foo\""),
        problems(address, "foo", null));
    assertEquals(List.of(), problems("{type: string, format: phone}", "foo", null));
    assertEquals(List.of(), problems("{type: integer, format: int32}", "9999999999", null));
  }

  @Test
  void patternsThatWereStoredThoughTheyAreNoneRefuse() throws IOException {
    assertEquals(
        List.of("x: Invalid value: \"a\": x in body should match '('"),
        problems("{type: string, pattern: '('}", "a", null));
  }

  @Test
  void elementsOfAListMapAreKnownByTheirKeys() throws IOException {
    String list =
        "{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type:"
            + " object, properties: {k: {type: string}, v: {type: string, maxLength: 1}}}}";
    String old = "[{k: a, v: long}, {k: b, v: long}]";
    assertEquals(List.of(), problems(list, "[{k: b, v: long}, {k: a, v: long}]", old));
    assertEquals(1, problems(list, "[{k: c, v: long}, {k: a, v: long}]", old).size());
  }

  @Test
  void otherLimitsHoldBesides() throws IOException {
    assertEquals(
        List.of(
            "x: Invalid value: \"a\": x in body should be at least 2 chars long",
            "x: Invalid value: \"a\": x in body must be of type date-time: \"a\""),
        problems("{type: string, format: date-time, minLength: 2}", "a", null));
  }

  @Test
  void whatIsNoTextHasAFormatOfItsOwn() throws IOException {
    String address = "{type: string, format: ipv4}";
    assertEquals(
        List.of("x: Invalid value: \"int64\": x in body must be of type ipv4: \"int64\""),
        problems(address, "5", null));
    assertEquals(
        List.of("x: Invalid value: \"\": x in body must be of type ipv4: \"\""),
        problems(address, "true", null));
  }

  @Test
  void branchesHaveFormats() throws IOException {
    String either = "{type: string, anyOf: [{format: ipv4}, {format: ipv6}]}";
    assertEquals(List.of(), problems(either, "'::1'", null));
    assertEquals(
        List.of(
            "<nil>: Invalid value: \"\": \"x\" must validate at least one schema (anyOf)",
            "x: Invalid value: \"a\": x in body must be of type ipv4: \"a\""),
        problems(either, "a", null));
  }

  @Test
  void theNearestBranchIsTold() throws IOException {
    String branches =
        "{type: object, properties: {a: {type: string}, b: {type: string}}, %s:"
            + " [{required: [c]}, {required: [c], properties: {a: {type: string, minLength: 1}, b:"
            + " {enum: [x]}}}]}";
    List<String> nearest =
        List.of("x.c: Required value", "x.b: Unsupported value: \"y\": supported values: \"x\"");
    List<String> any = problems(branches.formatted("anyOf"), "{a: z, b: y}", null);
    assertEquals(
        "<nil>: Invalid value: \"\": \"x\" must validate at least one schema (anyOf)",
        any.getFirst());
    assertEquals(nearest, any.subList(1, any.size()));
    List<String> one = problems(branches.formatted("oneOf"), "{a: z, b: y}", null);
    assertEquals(
        "<nil>: Invalid value: \"\": \"x\" must validate one and only one schema (oneOf). Found none"
            + " valid",
        one.getFirst());
    assertEquals(nearest, one.subList(1, one.size()));
  }

  @Test
  void branchesAreCounted() throws IOException {
    assertEquals(
        List.of(
            "<nil>: Invalid value: \"\": \"x\" must validate one and only one schema (oneOf). Found 2"
                + " valid alternatives"),
        problems(
            "{type: string, oneOf: [{minLength: 1}, {maxLength: 9}, {pattern: b}]}", "a", null));
    assertEquals(
        List.of(
            "x: Invalid value: \"a\": x in body should match 'b'",
            "<nil>: Invalid value: \"\": \"x\" must validate all the schemas (allOf)"),
        problems("{type: string, allOf: [{minLength: 1}, {pattern: b}]}", "a", null));
    assertEquals(
        List.of(
            "x: Invalid value: \"a\": x in body should match 'b'",
            "<nil>: Invalid value: \"\": \"x\" must validate all the schemas (allOf). None validated"),
        problems("{type: string, allOf: [{pattern: b}]}", "a", null));
    assertEquals(
        List.of("<nil>: Invalid value: \"\": \"x\" must not validate the schema (not)"),
        problems("{type: string, not: {pattern: a}}", "a", null));
  }

  @Test
  void listsPassWhereATextWithAFormatIsWanted() throws IOException {
    assertEquals(List.of(), problems("{type: string, format: ipv4}", "[a]", null));
    assertEquals(
        List.of("x: Invalid value: \"array\": x in body must be of type string: \"array\""),
        problems("{type: string}", "[a]", null));
  }

  @Test
  void whatIsAsItWasIsTolerated() throws IOException {
    String list =
        "{type: object, properties: {a: {type: string, format: mac}, b: {type: string, format:"
            + " mac}}}";
    assertEquals(
        List.of("x.b: Invalid value: \"z\": x.b in body must be of type mac: \"z\""),
        problems(list, "{a: old, b: z}", "{a: old, b: y}"));
  }
}
