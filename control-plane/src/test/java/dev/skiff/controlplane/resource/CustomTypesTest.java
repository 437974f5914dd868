package dev.skiff.controlplane.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.custom.CustomTypes;
import dev.skiff.controlplane.resource.table.Tables;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CustomTypesTest {
  private static final ResourceType DEFINITIONS =
      WritePath.type("apiextensions.k8s.io/v1", "customresourcedefinitions");
  private static final String BOATS =
      """
      metadata: {name: boats.example.com}
      spec:
        group: example.com
        scope: Namespaced
        names: {plural: boats, kind: Boat, shortNames: [bo]}
        versions:
        - name: v1
          served: true
          storage: true
          subresources: {status: {}}
          additionalPrinterColumns:
          - {name: Sails, type: integer, jsonPath: .spec.sails}
          - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  required: [name]
                  properties:
                    name: {type: string, minLength: 2, pattern: '^[a-z]+$'}
                    sails: {type: integer, minimum: 1, maximum: 9, default: 2}
                    hull: {type: string, enum: [wood, steel]}
                    length: {x-kubernetes-int-or-string: true}
                    crew: {type: array, maxItems: 2, x-kubernetes-list-type: set, items: {type: string}}
                    extra: {type: object, x-kubernetes-preserve-unknown-fields: true}
                status: {type: object, x-kubernetes-preserve-unknown-fields: true}
      """;

  private final WritePath path = new WritePath();
  private final ResourceType boats =
      new CustomTypes(DEFINITIONS, definition -> VersionConverter.NONE)
          .of(path.create(DEFINITIONS, BOATS))
          .getFirst();

  @Test
  void definitionsAreCompleted() {
    ObjectNode definition = path.create(DEFINITIONS, BOATS);
    assertEquals("boat", definition.at("/spec/names/singular").asText());
    assertEquals("BoatList", definition.at("/spec/names/listKind").asText());
    assertEquals("None", definition.at("/spec/conversion/strategy").asText());
    assertEquals("v1", definition.at("/status/storedVersions/0").asText());
    assertEquals(List.of("bo"), boats.shortNames());
    assertTrue(boats.subresource("status").isPresent());
  }

  @Test
  void deprecatedVersionsNameTheNextBetterOne() {
    String definition =
        """
        metadata: {name: carts.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {plural: carts, kind: Cart}
          versions:
          - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
          - {name: v1beta1, served: true, storage: false, deprecated: true, schema: {openAPIV3Schema: {type: object}}}
          - {name: v2alpha1, served: true, storage: false, deprecated: true, deprecationWarning: Beware, schema: {openAPIV3Schema: {type: object}}}
        """;
    List<String> deprecations =
        new CustomTypes(DEFINITIONS, any -> VersionConverter.NONE)
            .of(path.create(DEFINITIONS, definition)).stream()
                .map(ResourceType::deprecation)
                .toList();
    assertEquals(
        Arrays.asList(
            null, "example.com/v1beta1 Cart is deprecated; use example.com/v1 Cart", "Beware"),
        deprecations);
  }

  @Test
  void objectsAreDefaultedAndPruned() {
    ObjectNode boat =
        path.create(
            boats, "{metadata: {name: a}, spec: {name: bounty, extra: {a: {b: 1}}, length: 5m}}");
    assertEquals(2, boat.at("/spec/sails").asInt());
    assertEquals(1, boat.at("/spec/extra/a/b").asInt());
    assertEquals(1, boat.at("/metadata/generation").asInt());
    assertTrue(
        WritePath.refusal(
                () -> path.create(boats, "{metadata: {name: a}, spec: {name: bounty, foo: 1}}"))
            .contains("strict decoding error: unknown field \"spec.foo\""));
  }

  @Test
  void errorsAreUpstreams() {
    assertEquals(
        "422 Boat.example.com \"a\" is invalid: [spec.hull: Unsupported value: \"straw\": supported"
            + " values: \"wood\", \"steel\", spec.sails: Invalid value: 10: spec.sails in body"
            + " should be less than or equal to 9, spec.crew[1]: Duplicate value: \"x\"]",
        WritePath.refusal(
            () ->
                path.create(
                    boats,
                    "{metadata: {name: a}, spec: {name: bounty, hull: straw, sails: 10, crew: [x,"
                        + " x]}}")));
    assertEquals(
        "422 Boat.example.com \"a\" is invalid: spec.name: Required value",
        WritePath.refusal(() -> path.create(boats, "{metadata: {name: a}, spec: {}}")));
    assertEquals(
        "422 Boat.example.com \"a\" is invalid: spec.sails: Invalid value: \"string\": spec.sails"
            + " in body must be of type integer: \"string\"",
        WritePath.refusal(
            () -> path.create(boats, "{metadata: {name: a}, spec: {name: bounty, sails: many}}")));
  }

  @Test
  void columnsFollowPaths() {
    ObjectNode boat = path.create(boats, "{metadata: {name: a}, spec: {name: bounty}}");
    boat.withObject("/status")
        .withArray("/conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True");
    assertEquals("[\"a\",2,\"True\"]", Tables.cells(boats, boat, Instant.now()).toString());
    assertTrue(boats.columns().getFirst().description().startsWith("Name must be unique"));
    String described = boats.columns().getLast().description();
    assertTrue(described.startsWith("Custom resource definition column (in JSONPath"), described);
  }

  @Test
  void statusIsAReserveOfItsSubresource() {
    ObjectNode old =
        path.create(boats, "{metadata: {name: a}, spec: {name: bounty}, status: {x: 1}}");
    assertFalse(old.has("status"));
    ObjectNode object = old.deepCopy();
    object.withObject("/status").put("x", 1);
    object.withObject("/spec").put("name", "other");
    object.withObject("/metadata/labels").put("a", "b");
    path.behaviours.prepareForUpdate(boats, "status", object, old);
    assertEquals("bounty", object.at("/spec/name").asText());
    assertEquals(1, object.at("/status/x").asInt());
    assertFalse(object.path("metadata").has("labels"));
  }

  @Test
  void listsMayHaveAKindOfTheirOwn() {
    assertEquals("BoatList", boats.listKind());
    String definition = BOATS.replace("kind: Boat", "kind: Boat, listKind: Fleet");
    List<ResourceType> types =
        new CustomTypes(DEFINITIONS, any -> VersionConverter.NONE)
            .of(path.create(DEFINITIONS, definition));
    assertEquals("Fleet", types.getFirst().listKind());
  }
}
