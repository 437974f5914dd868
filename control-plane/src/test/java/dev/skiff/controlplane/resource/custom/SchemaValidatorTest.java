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
        List.of("x: Invalid value: \"a\": x in body must validate at least one schema (anyOf)"),
        problems(either, "a", null));
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
