package dev.skiff.controlplane.resource.managedfields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sets of paths and their JSON form. */
class FieldSetTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static FieldSet set(String json) {
    try {
      return FieldsV1.read(JSON.readTree(json.replace('\'', '"')));
    } catch (Exception e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void jsonGoesInAndOutUnchanged() throws Exception {
    String json =
        "{\"f:a\":{},\"f:b\":{\".\":{},\"f:c\":{}},\"f:d\":{\"k:{\\\"n\\\":\\\"x\\\",\\\"p\\\":80}\":"
            + "{\".\":{},\"f:n\":{}},\"v:\\\"s\\\"\":{},\"i:3\":{}}}";
    assertEquals(json, FieldsV1.write(FieldsV1.read(JSON.readTree(json))).toString());
  }

  @Test
  void keysAreNormalised() {
    assertEquals(
        "{\"k:{\\\"a\\\":1,\\\"b\\\":2}\":{}}",
        FieldsV1.write(set("{'k:{ \\'b\\': 2, \\'a\\':1 }':{}}")).toString());
  }

  @Test
  void malformedPathsAreRefusedUnknownOnesLeftOut() {
    assertThrows(IllegalArgumentException.class, () -> set("{'x':{}}"));
    assertThrows(IllegalArgumentException.class, () -> set("{'fa':{}}"));
    assertThrows(IllegalArgumentException.class, () -> set("{'k:[]':{}}"));
    assertThrows(IllegalArgumentException.class, () -> set("{'i:x':{}}"));
    assertTrue(set("{'z:future':{}}").isEmpty());
  }

  @Test
  void elementsAreOrderedAsUpstreamOrdersThem() {
    FieldSet set =
        set(
            "{'i:10':{},'i:9':{},'v:2':{},'v:10':{},'k:{\\'p\\':443}':{},'k:{\\'p\\':80}':{},'f:z':{}}");
    assertEquals(".z\n[p=80]\n[p=443]\n[=2]\n[=10]\n[9]\n[10]", set.toString());
  }

  @Test
  void pathsAreListedMembersFirst() {
    List<String> paths = new ArrayList<>();
    set("{'f:a':{'f:x':{}},'f:b':{}}").forEachPath(path -> paths.add(FieldSet.text(path)));
    assertEquals(List.of(".b", ".a.x"), paths);
  }

  @Test
  void unionKeepsMembersAndWhatIsBelow() {
    FieldSet union = set("{'f:a':{},'f:b':{'f:c':{}}}").union(set("{'f:a':{'f:x':{}},'f:d':{}}"));
    assertEquals(set("{'f:a':{'.':{},'f:x':{}},'f:b':{'f:c':{}},'f:d':{}}"), union);
  }

  @Test
  void intersectionIsOfPathsNotOfPrefixes() {
    FieldSet both = set("{'f:a':{'f:x':{}},'f:b':{}}").intersection(set("{'f:a':{},'f:b':{}}"));
    assertEquals(set("{'f:b':{}}"), both);
  }

  @Test
  void differenceLeavesWhatIsBelow() {
    FieldSet set = set("{'f:a':{'.':{},'f:x':{}},'f:b':{}}");
    assertEquals(set("{'f:a':{'f:x':{}},'f:b':{}}"), set.difference(set("{'f:a':{}}")));
    assertEquals(set("{'f:b':{}}"), set.recursiveDifference(set("{'f:a':{}}")));
    assertSame(set, set.difference(set("{'f:c':{}}")), "nothing to take, nothing to copy");
  }

  @Test
  void fieldsAreFoundByName() {
    FieldSet set = set("{'f:spec':{'f:replicas':{}}}");
    assertTrue(set.hasFields("spec", "replicas"));
    assertFalse(set.hasFields("spec"));
    assertFalse(set.hasFields("status", "replicas"));
    assertEquals(set, FieldSet.ofFields("spec", "replicas"));
  }
}
