package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.custom.rule.RuleSchemas;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/** The rules in the schemas of a CustomResourceDefinition. */
public final class DefinitionRules {
  private static final Schema TEXT = Schema.builder().type("string").build();
  static final SchemaReader READER =
      new SchemaReader(
          Schema.builder()
              .property("apiVersion", TEXT)
              .property("kind", TEXT)
              .property("metadata", Schema.builder().type("object").build())
              .build());

  private DefinitionRules() {}

  /**
   * Checks them.
   *
   * @param versions the field {@code spec.versions}
   */
  public static void check(JsonNode versions, FieldErrors errors) {
    if (versions.findValue("x-kubernetes-validations") == null) return;
    // Upstream sees one schema, not one for each version, where all have the same.
    if (allSame(versions)) {
      check("spec.validation.openAPIV3Schema", schema(versions.get(0)), errors);
      return;
    }
    for (int i = 0; i < versions.size(); i++) {
      check("spec.versions[" + i + "].schema.openAPIV3Schema", schema(versions.get(i)), errors);
    }
  }

  private static boolean allSame(JsonNode versions) {
    for (JsonNode version : versions) {
      if (!schema(version).equals(schema(versions.get(0)))) return false;
    }
    return true;
  }

  private static JsonNode schema(JsonNode version) {
    return version.path("schema").path("openAPIV3Schema");
  }

  private static void check(String field, JsonNode node, FieldErrors errors) {
    if (node.isObject()) RuleSchemas.check(field, node, READER.root(node), errors);
  }
}
