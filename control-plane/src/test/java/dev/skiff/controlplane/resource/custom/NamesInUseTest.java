package dev.skiff.controlplane.resource.custom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamesInUseTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String BOATS =
      "plural: boats, singular: boat, shortNames: [bt, bo], kind: Boat, listKind: BoatList";

  private final NamesInUse names = new NamesInUse();
  private final JsonNode boats = definition("boats", "example.com", BOATS);

  private static JsonNode definition(String name, String group, String names) {
    try {
      return YAML.readTree(
          "{metadata: {name: %s}, spec: {group: %s, names: {%s}}}".formatted(name, group, names));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private NamesInUse.Decision decide(String name, String names) {
    return this.names.decide(definition(name, "example.com", names));
  }

  private void assertConflict(String reason, String message, String names) {
    NamesInUse.Decision decision = decide("others", names);
    assertEquals(reason, decision.reason());
    assertEquals(message, decision.message());
    this.names.release(definition("others", "example.com", names));
  }

  @BeforeEach
  void theFirst() {
    NamesInUse.Decision decision = names.decide(boats);
    assertEquals("NoConflicts", decision.reason());
    assertEquals(boats.at("/spec/names"), decision.accepted());
    assertTrue(decision.changed());
    assertFalse(names.decide(boats).changed());
  }

  @Test
  void eachNameMayBeInConflict() {
    assertConflict(
        "PluralConflict", "\"bt\" is already in use", "plural: bt, singular: b, kind: Other");
    assertConflict(
        "SingularConflict",
        "\"boats\" is already in use",
        "plural: others, singular: boats, kind: Other");
    assertConflict(
        "ShortNamesConflict",
        "[\"boat\" is already in use, \"bo\" is already in use]",
        "plural: others, singular: other, shortNames: [o, boat, bo], kind: Other");
    assertConflict(
        "KindConflict",
        "\"BoatList\" is already in use",
        "plural: others, singular: boat, kind: BoatList, listKind: OtherList");
    assertConflict(
        "ListKindConflict",
        "\"Boat\" is already in use",
        "plural: others, singular: other, kind: Other, listKind: Boat");
  }

  @Test
  void whatIsFreeIsAccepted() {
    NamesInUse.Decision decision =
        decide("bt", "plural: bt, singular: other, shortNames: [o], kind: Boat, categories: [all]");
    assertTrue(decision.conflict());
    assertEquals(
        "{\"plural\":\"\",\"kind\":\"\",\"singular\":\"other\",\"shortNames\":[\"o\"],\"categories\":[\"all\"]}",
        decision.accepted().toString());
  }

  @Test
  void otherGroupsHaveTheirOwn() {
    assertFalse(names.decide(definition("boats", "example.org", BOATS)).conflict());
  }

  @Test
  void namesAreFreeWhenTheirDefinitionHasOthersOrIsGone() {
    String others = "plural: others, singular: other, shortNames: [bt], kind: Boat";
    assertEquals("KindConflict", decide("others", others).reason());
    assertTrue(decide("boats", BOATS.replace("bt, ", "")).changed());
    NamesInUse.Decision partly = decide("others", others);
    assertEquals("[\"bt\"]", partly.accepted().path("shortNames").toString());
    assertEquals("KindConflict", partly.reason());
    names.release(boats);
    assertFalse(decide("others", others).conflict());
  }

  @Test
  void whoAsksForTakenNamesKeepsHisOwn() {
    decide("others", "plural: others, singular: other, shortNames: [o], kind: Other");
    NamesInUse.Decision decision =
        decide("others", "plural: others, singular: other, shortNames: [o, bt], kind: Other");
    assertEquals("\"bt\" is already in use", decision.message());
    assertEquals("[\"o\"]", decision.accepted().path("shortNames").toString());
    assertFalse(decision.changed());
  }

  @Test
  void whatIsStoredWasFirst() throws IOException {
    NamesInUse restored = new NamesInUse();
    restored.restore(
        YAML.readTree(
            "{metadata: {name: boats}, spec: {group: example.com}, status: {acceptedNames: {"
                + BOATS
                + "}}}"));
    assertEquals(
        "SingularConflict",
        restored
            .decide(definition("a", "example.com", "plural: a, singular: boat, kind: A"))
            .reason());
  }
}
