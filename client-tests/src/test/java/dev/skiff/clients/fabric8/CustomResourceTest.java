package dev.skiff.clients.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.clients.server.ControlPlaneExtension;
import dev.skiff.clients.server.Definitions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A type that the server learns while it runs, by a class of the client's and without one. */
@ExtendWith(ControlPlaneExtension.class)
class CustomResourceTest {

  @BeforeAll
  static void define(KubernetesClient client) {
    Definitions.establish(client, definition(client));
  }

  @AfterAll
  static void remove(KubernetesClient client) {
    client.resource(definition(client)).delete();
  }

  @Test
  void typed(KubernetesClient client) {
    var created = client.resource(boat("typed", new Boat.Spec("Swallow", null, "sloop"))).create();
    assertEquals(1, created.getSpec().sails(), "the schema's default");
    assertEquals(1L, created.getMetadata().getGeneration());

    created.setStatus(new Boat.Status(1, "boat=typed"));
    var reported = client.resource(created).updateStatus();
    assertEquals(1, reported.getStatus().sails());
    assertEquals(1L, reported.getMetadata().getGeneration(), "a status is no new wish");

    reported.setSpec(new Boat.Spec("Swallow", 2, "ketch"));
    reported.setStatus(null);
    var updated = client.resource(reported).update();
    assertEquals(2L, updated.getMetadata().getGeneration());
    assertEquals(1, updated.getStatus().sails(), "an update leaves the status alone");
    assertEquals(
        1, client.resources(Boat.class).withField("spec.rig", "ketch").list().getItems().size());
  }

  @Test
  void generic(KubernetesClient client) {
    client.resource(boat("generic", new Boat.Spec("Amazon", 1, null))).create();
    var boats = client.genericKubernetesResources("clients.skiff.dev/v1", "Boat");
    var patched =
        boats
            .withName("generic")
            .patch(
                PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"sails\":3,\"unknown\":true}}");
    assertEquals(Map.of("name", "Amazon", "sails", 3), patched.get("spec"));
    GenericKubernetesResource read = boats.withName("generic").get();
    assertEquals((Integer) 3, read.<Integer>get("spec", "sails"));
  }

  @Test
  void scaled(KubernetesClient client) {
    client.resource(boat("scaled", new Boat.Spec("Titmouse", 1, null))).create();
    var scaled = client.resources(Boat.class).withName("scaled").scale(4);
    assertEquals(4, scaled.getSpec().sails());
  }

  @Test
  void applied(KubernetesClient client) {
    var wanted = boat("applied", new Boat.Spec("Scarab", 2, null));
    var first = client.resource(wanted).fieldManager("test").serverSideApply();
    var second = client.resource(wanted).fieldManager("test").serverSideApply();
    assertEquals(
        first.getMetadata().getResourceVersion(),
        second.getMetadata().getResourceVersion(),
        "nothing changed, nothing was written");
  }

  @Test
  void refused(KubernetesClient client) {
    refused(client, boat("bad", new Boat.Spec("", 1, null)), "spec.name");
    refused(client, boat("bad", new Boat.Spec("x", -1, null)), "spec.sails");
    refused(client, boat("bad", new Boat.Spec("x", 1, "raft")), "spec.rig");
    client.resource(boat("named", new Boat.Spec("Swallow", 1, null))).create();
    var renamed =
        assertThrows(
            KubernetesClientException.class,
            () -> client.resource(boat("named", new Boat.Spec("Amazon", 1, null))).update());
    assertTrue(renamed.getMessage().contains("a boat keeps its name"), renamed.getMessage());
  }

  @Test
  void informed(KubernetesClient client) throws InterruptedException {
    var events = new LinkedBlockingQueue<String>();
    try (var _ =
        client
            .resources(Boat.class)
            .withLabel("fleet", "informed")
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(Boat boat) {
                    events.add("add " + boat.getSpec().name());
                  }

                  @Override
                  public void onUpdate(Boat old, Boat boat) {}

                  @Override
                  public void onDelete(Boat boat, boolean unknown) {
                    events.add("delete " + boat.getSpec().name());
                  }
                })) {
      var boat = boat("informed", new Boat.Spec("Goblin", 1, null));
      boat.getMetadata().setLabels(Map.of("fleet", "informed"));
      client.resource(boat).create();
      assertEquals("add Goblin", events.poll(10, TimeUnit.SECONDS));
      client.resource(boat).delete();
      assertEquals("delete Goblin", events.poll(10, TimeUnit.SECONDS));
      assertNull(client.resource(boat).get());
    }
  }

  private static void refused(KubernetesClient client, Boat boat, String field) {
    var refusal = assertThrows(KubernetesClientException.class, client.resource(boat)::create);
    assertEquals(422, refusal.getCode());
    assertEquals(field, refusal.getStatus().getDetails().getCauses().getFirst().getField());
  }

  private static Boat boat(String name, Boat.Spec spec) {
    var boat = new Boat();
    boat.setMetadata(new ObjectMetaBuilder().withName(name).build());
    boat.setSpec(spec);
    return boat;
  }

  private static CustomResourceDefinition definition(KubernetesClient client) {
    return client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .load(CustomResourceTest.class.getResource("/boats-crd.yaml"))
        .item();
  }
}
