package dev.skiff.controlplane.admission;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.FakeClusterState;
import org.junit.jupiter.api.Test;

class NamespaceLifecycleTest {
  private final FakeClusterState state =
      new FakeClusterState()
          .put("namespaces", "{'metadata':{'name':'a'}}")
          .put(
              "namespaces",
              "{'metadata':{'name':'going','deletionTimestamp':'2026-01-01T00:00:00Z'}}");
  private final NamespaceLifecycle plugin = new NamespaceLifecycle(state);

  private StatusException create(String namespace) {
    var request = Requests.create("configmaps", namespace, "{'metadata':{'name':'c'}}");
    return assertThrows(StatusException.class, () -> plugin.mutate(request));
  }

  @Test
  void aNamespaceMustExist() {
    var refused = create("nope");
    assertEquals(404, refused.code());
    assertEquals("namespaces \"nope\" not found", refused.getMessage());
    assertDoesNotThrow(() -> plugin.mutate(Requests.create("configmaps", "a", "{}")));
  }

  @Test
  void nothingNewInOneThatEnds() {
    var refused = create("going");
    assertEquals(
        "configmaps \"c\" is forbidden: unable to create new content in namespace going because it"
            + " is being terminated",
        refused.getMessage());
    assertEquals("NamespaceTerminating", refused.status().at("/details/causes/0/reason").asText());
  }

  @Test
  void theFirstOnesStay() {
    var request =
        Requests.request(
            Operation.DELETE,
            "namespaces",
            "",
            "",
            null,
            "{'metadata':{'name':'default'}}",
            Requests.USER);
    assertEquals(
        "namespaces \"default\" is forbidden: this namespace may not be deleted",
        assertThrows(StatusException.class, () -> plugin.mutate(request)).getMessage());
  }
}
