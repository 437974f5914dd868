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
   * Checks those in schemas that are new: what was accepted once is not refused because of another
   * change.
   *
   * @param versions the field {@code spec.versions}
   * @param before what it was; missing on create
   */
  public static void check(JsonNode versions, JsonNode before, FieldErrors errors) {
    if (versions.findValue("x-kubernetes-validations") == null) return;
    // Upstream sees one schema, not one for each version, where all have the same.
    if (allSame(versions)) {
      check("spec.validation.openAPIV3Schema", versions.get(0), before, errors);
      return;
    }
    for (int i = 0; i < versions.size(); i++) {
      String field = "spec.versions[" + i + "].schema.openAPIV3Schema";
      check(field, versions.get(i), before, errors);
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

  private static void check(String field, JsonNode version, JsonNode before, FieldErrors errors) {
    JsonNode schema = schema(version);
    for (JsonNode old : before) {
      if (old.path("name").equals(version.path("name")) && schema(old).equals(schema)) return;
    }
    if (schema.isObject()) RuleSchemas.check(field, schema, READER.root(schema), errors);
  }
}
