package dev.skiff.controlplane.admission;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.informer.FakeClusterState;
import dev.skiff.controlplane.store.Key;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
  void aDeletionIsBelievedThoughNotEverybodyHasSeenIt() {
    var old = new FakeClusterState().put("namespaces", "{'metadata':{'name':'going'}}");
    ClusterState lagging =
        new ClusterState() {
          @Override
          public Optional<ObjectNode> get(String resource, String namespace, String name) {
            return old.get(resource, namespace, name);
          }

          @Override
          public Optional<ObjectNode> newest(String resource, String namespace, String name) {
            return state.newest(resource, namespace, name);
          }

          @Override
          public List<ObjectNode> list(String resource, String namespace) {
            throw new UnsupportedOperationException();
          }

          @Override
          public AutoCloseable follow(
              String resource, Predicate<Key> wanted, Consumer<Event> consumer) {
            throw new UnsupportedOperationException();
          }
        };
    var late = new NamespaceLifecycle(lagging);
    var request = Requests.create("configmaps", "going", "{'metadata':{'name':'c'}}");
    assertDoesNotThrow(() -> late.mutate(request));
    late.mutate(deletion("going"));
    assertThrows(StatusException.class, () -> late.mutate(request));
  }

  private static AdmissionRequest deletion(String name) {
    return Requests.request(
        Operation.DELETE,
        "namespaces",
        "",
        "",
        null,
        "{'metadata':{'name':'%s'}}".formatted(name),
        Requests.USER);
  }

  @Test
  void theFirstOnesStay() {
    var request = deletion("default");
    assertEquals(
        "namespaces \"default\" is forbidden: this namespace may not be deleted",
        assertThrows(StatusException.class, () -> plugin.mutate(request)).getMessage());
  }
}
