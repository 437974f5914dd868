package dev.skiff.controlplane.resource.managedfields;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.resource.Schema;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A custom resource's schema turns fields from granular to atomic. */
class WholesTest {
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final Schema TEXT = Schema.builder().type("string").build();

  private static Schema schema(boolean atomic) {
    Schema map =
        Schema.builder()
            .type("object")
            .additionalProperties(TEXT)
            .mapType(atomic ? "atomic" : "granular")
            .build();
    Schema list =
        Schema.builder().type("array").items(TEXT).listType(atomic ? "atomic" : "set").build();
    Schema spec =
        Schema.builder().type("object").property("map", map).property("list", list).build();
    Schema metadata = Schema.builder().type("object").property("name", TEXT).build();
    return Schema.builder()
        .type("object")
        .property("apiVersion", TEXT)
        .property("kind", TEXT)
        .property("metadata", metadata)
        .property("spec", spec)
        .build();
  }

  private static FieldManager manager(boolean atomic) {
    Shape shape = new Shape(schema(atomic), "example.com/v1", FieldSet.EMPTY, object -> object);
    return new FieldManager(shape, version -> Optional.empty(), "");
  }

  private static ObjectNode thing(String spec) throws Exception {
    return (ObjectNode)
        YAML.readTree(
            "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: " + spec);
  }

  private static String owned(ObjectNode object, String manager) {
    StringBuilder owned = new StringBuilder();
    object
        .at("/metadata/managedFields")
        .forEach(
            entry -> {
              boolean its = entry.path("manager").asText().equals(manager);
              if (its) owned.append(entry.path("fieldsV1"));
            });
    return owned.toString();
  }

  @Test
  void whoOwnedAPartOwnsTheWhole() throws Exception {
    ObjectNode object = manager(false).apply(null, thing("{map: {x: a}, list: [p]}"), "one", false);
    object = manager(false).apply(object, thing("{map: {y: b}, list: [q]}"), "two", false);
    String parts = "{\"f:spec\":{\"f:list\":{\"v:\\\"p\\\"\":{}},\"f:map\":{\"f:x\":{}}}}";
    assertEquals(parts, owned(object, "one"));

    ObjectNode applied =
        manager(true).apply(object, thing("{map: {x: a, y: b}, list: [p, q]}"), "two", false);
    String whole = "{\"f:spec\":{\"f:list\":{},\"f:map\":{}}}";
    assertEquals(whole, owned(applied, "one"));
    assertEquals(whole, owned(applied, "two"));

    ObjectNode updated = object.deepCopy();
    updated.withObject("/spec/map").put("z", "c");
    manager(true).updated(object, updated, "three");
    assertEquals("{\"f:spec\":{\"f:map\":{}}}", owned(updated, "three"));
    assertEquals("{\"f:spec\":{\"f:list\":{}}}", owned(updated, "one"));
  }

  @Test
  void othersStayAsTheyAre() throws Exception {
    ObjectNode object = manager(true).apply(null, thing("{map: {x: a}, list: [p]}"), "one", false);
    assertEquals(
        object, manager(true).apply(object, thing("{map: {x: a}, list: [p]}"), "one", false));
  }
}
