package dev.skiff.clients.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.clients.server.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Create, get, update, list, delete; and what the client makes of refusals. */
@ExtendWith(ControlPlaneExtension.class)
class VerbsTest {

  @Test
  void anObjectLivesFromCreateToDelete(KubernetesClient client) {
    var created = client.resource(ConfigMaps.named("life", "a", "ü\"\\\n")).create();
    assertNotNull(created.getMetadata().getUid());
    assertEquals("ü\"\\\n", client.configMaps().withName("life").get().getData().get("a"));

    created.getData().put("b", "2");
    var updated = client.resource(created).update();
    assertEquals(Map.of("a", "ü\"\\\n", "b", "2"), updated.getData());
    assertNotEquals(
        created.getMetadata().getResourceVersion(), updated.getMetadata().getResourceVersion());

    var edited =
        client
            .configMaps()
            .withName("life")
            .edit(map -> new ConfigMapBuilder(map).addToData("c", "3").removeFromData("a").build());
    assertEquals(Map.of("b", "2", "c", "3"), edited.getData());

    List<StatusDetails> deleted = client.configMaps().withName("life").delete();
    assertEquals("life", deleted.getFirst().getName());
    assertNull(client.configMaps().withName("life").get());
  }

  @Test
  void namesAreGenerated(KubernetesClient client) {
    var map =
        new ConfigMapBuilder().withNewMetadata().withGenerateName("gen-").endMetadata().build();
    var first = client.resource(map).create().getMetadata().getName();
    var second = client.resource(map).create().getMetadata().getName();
    assertTrue(first.matches("gen-[a-z0-9]{5}"), first);
    assertNotEquals(first, second);
  }

  @Test
  void aDryRunChangesNothing(KubernetesClient client) {
    var answer = client.resource(ConfigMaps.named("dry", "a", "1")).dryRun().create();
    assertNotNull(answer.getMetadata().getUid());
    assertNull(client.configMaps().withName("dry").get());
  }

  @Test
  void selectorsChoose(KubernetesClient client) {
    for (var tier : List.of("front", "back", "other")) {
      client
          .resource(
              new ConfigMapBuilder(ConfigMaps.named("select-" + tier, "a", "1"))
                  .editMetadata()
                  .addToLabels("tier", tier)
                  .endMetadata()
                  .build())
          .create();
    }
    assertEquals(
        List.of("select-back", "select-front"),
        client.configMaps().withLabelIn("tier", "front", "back").list().getItems().stream()
            .map(map -> map.getMetadata().getName())
            .toList());
    assertEquals(
        1, client.configMaps().withField("metadata.name", "select-other").list().getItems().size());
  }

  @Test
  void aSecondCreateIsAConflict(KubernetesClient client) {
    var map = ConfigMaps.named("twice", "a", "1");
    client.resource(map).create();
    var refusal = assertThrows(KubernetesClientException.class, client.resource(map)::create);
    assertEquals(409, refusal.getCode());
    assertEquals("AlreadyExists", refusal.getStatus().getReason());
    assertEquals("configmaps \"twice\" already exists", refusal.getStatus().getMessage());
  }

  @Test
  void anOldRevisionIsAConflict(KubernetesClient client) {
    var old = client.resource(ConfigMaps.named("old", "a", "1")).create();
    client.resource(ConfigMaps.named("old", "a", "2")).update();
    var refusal =
        assertThrows(
            KubernetesClientException.class,
            () ->
                client
                    .resource(old)
                    .lockResourceVersion(old.getMetadata().getResourceVersion())
                    .update());
    assertEquals(409, refusal.getCode());
    assertEquals("Conflict", refusal.getStatus().getReason());
  }

  @Test
  void anInvalidObjectSaysWhichField(KubernetesClient client) {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("invalid")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("Upper")
            .withImage("x")
            .endContainer()
            .endSpec()
            .build();
    var refusal = assertThrows(KubernetesClientException.class, client.resource(pod)::create);
    assertEquals(422, refusal.getCode());
    var cause = refusal.getStatus().getDetails().getCauses().getFirst();
    assertEquals("spec.containers[0].name", cause.getField());
    assertEquals("FieldValueInvalid", cause.getReason());
  }
}
