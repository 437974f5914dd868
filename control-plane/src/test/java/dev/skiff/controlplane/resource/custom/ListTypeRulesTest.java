package dev.skiff.controlplane.resource.custom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListTypeRulesTest {
  private static List<String> problems(String schema) throws IOException {
    FieldErrors errors = new FieldErrors();
    new ListTypeRules(errors).check("s", new YAMLMapper().readTree(schema));
    return errors.all().stream().map(FieldError::toString).toList();
  }

  @Test
  void keysAreRequiredProperties() throws IOException {
    String list =
        "{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type:"
            + " object, properties: {k: {type: string}}, required: [k]}}";
    assertEquals(List.of(), problems(list));
    assertEquals(
        List.of(
            "s.items.properties[k].default: Required value: this property is in"
                + " x-kubernetes-list-map-keys, so it must have a default or be a required"
                + " property"),
        problems(list.replace(", required: [k]", "")));
    assertEquals(
        List.of(
            "s.x-kubernetes-list-map-keys: Invalid value: [\"z\"]: entries must all be names of"
                + " item properties"),
        problems(list.replace("keys: [k]", "keys: [z]")));
  }

  @Test
  void elementsOfSetsAreWhole() throws IOException {
    assertEquals(
        List.of(
            "s.items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list"
                + " with x-kubernetes-list-type=set"),
        problems("{type: array, x-kubernetes-list-type: set, items: {type: object}}"));
  }

  @Test
  void typesThatDoNotFit() throws IOException {
    assertEquals(
        List.of(
            "s.type: Invalid value: \"string\": must be array if x-kubernetes-list-type is"
                + " specified"),
        problems("{type: string, x-kubernetes-list-type: set}"));
    assertEquals(
        List.of(
            "s.x-kubernetes-map-type: Unsupported value: \"x\": supported values: \"atomic\","
                + " \"granular\""),
        problems("{type: object, x-kubernetes-map-type: x}"));
  }
}
