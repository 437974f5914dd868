package dev.skiff.controlplane.resource.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.resource.BuiltInTypes;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.Schema;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeclaredRulesTest {
  private static final BuiltInTypes TYPES = BuiltInTypes.load();

  @Test
  void everyRuleIsAboutAFieldThatExists() {
    DeclaredRules.fields()
        .forEach(
            (definition, fields) -> {
              Schema schema =
                  TYPES
                      .definition(definition)
                      .orElseThrow(() -> new AssertionError("no definition " + definition));
              for (String field : fields) {
                assertTrue(
                    field.equals(".") || known(schema, field), definition + " has no " + field);
              }
            });
  }

  /** A field, or one of a field: {@code pool.name}. */
  private static boolean known(Schema schema, String field) {
    Schema found = schema;
    for (String name : field.split("\\.")) {
      if (!found.properties().containsKey(name)) return false;
      found = found.property(name);
    }
    return true;
  }

  @Test
  void saysWhatIsWrongByField() throws IOException {
    assertEquals(
        List.of(
            "spec.parameters.kind: Invalid value: \"a/b\": may not contain '/'",
            "spec.parameters.name: Required value",
            "spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'"),
        errors(
            "ingressclasses",
            "spec: {controller: example.com/c,"
                + " parameters: {kind: a/b, name: '', scope: Cluster, namespace: x}}"));
  }

  @Test
  void looksIntoListsAndMaps() throws IOException {
    assertEquals(
        List.of(
            "spec.drivers[1].name: Duplicate value: \"d\"",
            "spec.drivers[0].allocatable.count: Invalid value: -1: must be greater than or equal to"
                + " 0"),
        errors(
            "csinodes",
            "spec: {drivers: [{name: d, nodeID: n, allocatable: {count: -1}},"
                + " {name: d, nodeID: n}]}"));
  }

  @Test
  void absentValuesPassUnlessItIsSaid() throws IOException {
    assertEquals(List.of(), errors("leases", "spec: {}"));
    assertEquals(
        List.of("spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0"),
        errors("leases", "spec: {leaseDurationSeconds: 0}"));
  }

  @Test
  void immutableFieldsAreNamed() throws IOException {
    FieldErrors errors = new FieldErrors();
    DeclaredRules.checkUpdate(
        type("storageclasses"),
        yaml("{provisioner: b, volumeBindingMode: Immediate}"),
        yaml("{provisioner: a, volumeBindingMode: WaitForFirstConsumer}"),
        errors);
    assertEquals(
        List.of(
            "provisioner: Forbidden: updates to provisioner are forbidden.",
            "volumeBindingMode: Invalid value: \"Immediate\": field is immutable"),
        errors.all().stream().map(FieldError::toString).toList());
  }

  private static List<String> errors(String plural, String object) throws IOException {
    FieldErrors errors = new FieldErrors();
    DeclaredRules.check(type(plural), yaml(object), errors);
    return errors.all().stream().map(FieldError::toString).toList();
  }

  private static ResourceType type(String plural) {
    return TYPES.types().stream()
        .filter(type -> type.plural().equals(plural))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode yaml(String text) throws IOException {
    return new YAMLMapper().readTree(text);
  }
}
