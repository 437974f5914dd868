package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.custom.rule.RuleSchemas;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.List;

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
   * Checks those of a schema that is new: what was accepted once is not refused because of another
   * change.
   *
   * @param field of the schema
   * @param version that has the schema
   * @param before all versions as they were; missing on create
   * @param malformed see {@link RuleSchemas#check}
   */
  static void check(
      String field, JsonNode version, JsonNode before, List<String> malformed, FieldErrors errors) {
    JsonNode schema = schema(version);
    if (schema.findValue("x-kubernetes-validations") == null) return;
    for (JsonNode old : before) {
      if (old.path("name").equals(version.path("name")) && schema(old).equals(schema)) return;
    }
    RuleSchemas.check(field, schema, READER.root(schema), malformed, errors);
  }

  private static JsonNode schema(JsonNode version) {
    return version.path("schema").path("openAPIV3Schema");
  }
}
