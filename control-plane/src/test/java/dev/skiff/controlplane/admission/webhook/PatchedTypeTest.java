package dev.skiff.controlplane.admission.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.ServedTypes;
import dev.skiff.controlplane.resource.VersionConverter;
import dev.skiff.controlplane.resource.custom.CustomTypes;
import org.junit.jupiter.api.Test;

class PatchedTypeTest {
  private final ServedTypes types = new ServedTypes();
  private final ResourceType events = types.find("events.k8s.io", "v1", "events").orElseThrow();
  private final ResourceType roles =
      types.find("rbac.authorization.k8s.io", "v1", "roles").orElseThrow();
  private final ResourceType boats =
      new CustomTypes(roles, definition -> VersionConverter.NONE)
          .of(
              json(
                  """
                  {'spec':{'group':'example.com','scope':'Namespaced',
                   'names':{'plural':'boats','kind':'Boat'},
                   'versions':[{'name':'v1','served':true,'storage':true,
                     'schema':{'openAPIV3Schema':{'type':'object'}}}]}}
                  """))
          .getFirst();

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (java.io.IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static ObjectNode object(String apiVersion, String kind) {
    return json(
        "{'kind':'%s','apiVersion':'%s','metadata':{'name':'a'}}".formatted(kind, apiVersion));
  }

  private StatusException refused(ResourceType type, String apiVersion, String kind) {
    ObjectNode before = object(type.apiVersion(), type.kind());
    ObjectNode patched = object(apiVersion, kind);
    return assertThrows(StatusException.class, () -> PatchedType.of(types, type, before, patched));
  }

  @Test
  void builtInTypesAreNotConverted() {
    assertEquals(roles, PatchedType.of(types, roles, object("v1", "Scale"), object("v1", "Scale")));
    StatusException refused = refused(roles, "apps/v1", "Deployment");
    assertEquals(500, refused.code());
    assertEquals(
        "converting (v1.Deployment) to (rbac.Role): unknown conversion", refused.getMessage());
    assertEquals(
        "converting (v1.Pod) to (core.Event): unknown conversion",
        refused(events, "v1", "Pod").getMessage());
  }

  @Test
  void anotherVersionOfTheSameKindIsNamed() {
    ResourceType core = types.find("", "v1", "events").orElseThrow();
    ObjectNode before = object("events.k8s.io/v1", "Event");
    assertEquals(core, PatchedType.of(types, events, before, object("v1", "Event")));
    assertEquals(
        "converting (v2.Event) to (core.Event): unknown conversion",
        refused(events, "v2", "Event").getMessage());
  }

  @Test
  void customResourcesHaveWordsOfTheirOwn() {
    ObjectNode boat = object("example.com/v1", "Boat");
    assertEquals(boats, PatchedType.of(types, boats, boat, boat));
    StatusException kind = refused(boats, "example.com/v1", "Ship");
    assertEquals(422, kind.code());
    assertEquals(
        "Ship.example.com \"a\" is invalid: kind: Invalid value: \"Ship\": must be Boat",
        kind.getMessage());
    assertEquals(
        "request to convert CR from an invalid group/version: example.com/v9",
        refused(boats, "example.com/v9", "Boat").getMessage());
  }
}
