package dev.skiff.controlplane.resource.custom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class DefinitionStatusTest {
  private final NamesInUse names = new NamesInUse();

  DefinitionStatusTest() {
    settle(definition("gadgets", "Gadget", "gd"));
  }

  private static ObjectNode definition(String plural, String kind, String shortName) {
    ObjectNode definition = JsonNodeFactory.instance.objectNode();
    definition.putObject("metadata").put("name", plural + ".example.com");
    ObjectNode spec = definition.putObject("spec").put("group", "example.com");
    spec.putObject("names").put("plural", plural).put("kind", kind);
    ask(definition, shortName);
    return definition;
  }

  private static void ask(ObjectNode definition, String shortName) {
    definition.withObject("/spec/names").putArray("shortNames").add(shortName);
  }

  private void settle(ObjectNode definition) {
    definition.set("status", DefinitionStatus.of(definition, names.decide(definition)));
  }

  private static String namesAccepted(JsonNode definition) {
    for (JsonNode condition : definition.at("/status/conditions")) {
      if (condition.path("type").asText().equals("NamesAccepted")) {
        return condition.path("status").asText() + " " + condition.path("reason").asText();
      }
    }
    return "";
  }

  @Test
  void aWishThatIsTakenBackStaysInConflict() {
    ObjectNode widgets = definition("widgets", "Widget", "wd");
    settle(widgets);
    assertEquals("True NoConflicts", namesAccepted(widgets));
    ask(widgets, "gd");
    settle(widgets);
    assertEquals("False ShortNamesConflict", namesAccepted(widgets));
    ask(widgets, "wd");
    settle(widgets);
    assertEquals("False ShortNamesConflict", namesAccepted(widgets));
    assertTrue(DefinitionStatus.established(widgets.path("status")));
    ask(widgets, "wg");
    settle(widgets);
    assertEquals("True NoConflicts", namesAccepted(widgets));
  }

  @Test
  void whoWasNeverServedIsNot() {
    ObjectNode things = definition("things", "Thing", "gd");
    settle(things);
    assertEquals("False ShortNamesConflict", namesAccepted(things));
    things.withObject("/spec/names").remove("shortNames");
    settle(things);
    assertEquals("False ShortNamesConflict", namesAccepted(things));
    assertFalse(DefinitionStatus.established(things.path("status")));
    ask(things, "th");
    settle(things);
    assertEquals("True NoConflicts", namesAccepted(things));
    assertTrue(DefinitionStatus.established(things.path("status")));
  }
}
