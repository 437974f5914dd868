package dev.skiff.controlplane.api.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.request.DeleteOptions;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.ServedTypes;
import org.junit.jupiter.api.Test;

class ObjectMetadataTest {
  private static final ServedTypes TYPES = new ServedTypes();
  private static final ResourceType NAMESPACES = TYPES.find("", "v1", "namespaces").orElseThrow();
  private static final ResourceType OTHERS = TYPES.find("", "v1", "configmaps").orElseThrow();

  @Test
  void finalizersInTheSpecHoldNamespacesOnly() {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.withArray("/spec/finalizers").add("a");
    assertTrue(ObjectMetadata.isHeld(NAMESPACES, object));
    assertFalse(ObjectMetadata.isHeld(OTHERS, object));
    assertEquals(
        DeletionMark.IMMEDIATE,
        DeletionMark.of(OTHERS, object, DeleteOptions.of(JsonNodeFactory.instance.objectNode())));
    object.withObject("/metadata").put("deletionTimestamp", "2030-01-01T00:00:00Z");
    assertTrue(ObjectMetadata.mayVanish(OTHERS, object));
    assertFalse(ObjectMetadata.mayVanish(NAMESPACES, object));
    object.withArray("/metadata/finalizers").add("a");
    assertFalse(ObjectMetadata.mayVanish(OTHERS, object));
  }
}
