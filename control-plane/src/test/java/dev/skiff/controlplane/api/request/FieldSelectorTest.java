package dev.skiff.controlplane.api.request;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.WritePath;
import org.junit.jupiter.api.Test;

class FieldSelectorTest {
  private static String refusal(ResourceType type, String selector) {
    FieldSelector parsed = FieldSelector.parse(selector);
    return assertThrows(StatusException.class, () -> parsed.requireSelectable(type)).getMessage();
  }

  @Test
  void kindsHaveWordsOfTheirOwn() {
    assertEquals("field label not supported: x", refusal(WritePath.type("v1", "pods"), "x=1"));
    assertEquals(
        "\"x\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"",
        refusal(WritePath.type("v1", "configmaps"), "x=1"));
    assertEquals(
        "field label \"x\" not supported for Job",
        refusal(WritePath.type("batch/v1", "jobs"), "x=1"));
    assertEquals(
        "field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: x",
        refusal(WritePath.type("resource.k8s.io/v1", "resourceslices"), "x=1"));
  }

  @Test
  void namespacesOfClusterScopedKinds() {
    FieldSelector byNamespace = FieldSelector.parse("metadata.namespace=a");
    ResourceType classes = WritePath.type("storage.k8s.io/v1", "storageclasses");
    assertDoesNotThrow(() -> byNamespace.requireSelectable(classes));
    assertEquals(
        "field label not supported: metadata.namespace",
        refusal(WritePath.type("v1", "nodes"), "metadata.namespace=a"));
  }

  private static void malformed(String selector, String problem) {
    assertEquals(
        problem,
        assertThrows(StatusException.class, () -> FieldSelector.parse(selector)).getMessage());
  }

  @Test
  void escapesInValues() {
    assertEquals("b,c=d\\", FieldSelector.parse("a=b\\,c\\=d\\\\").exact("a"));
    malformed("a=b\\x", "invalid field selector: invalid escape sequence: \\x");
    malformed("a=b\\", "invalid field selector: invalid escape sequence: \\");
    malformed("a=b=c", "invalid field selector: unescaped character in value: 61");
    malformed(" ", "invalid selector: ' '; can't understand ' '");
  }

  @Test
  void nothingComparedWithNothingSelectsEverything() {
    assertEquals(FieldSelector.EVERYTHING, FieldSelector.parse("="));
    assertEquals(FieldSelector.EVERYTHING, FieldSelector.parse("!=,"));
  }
}
