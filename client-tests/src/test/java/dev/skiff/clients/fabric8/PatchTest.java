package dev.skiff.clients.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.clients.server.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The four types of patch. */
@ExtendWith(ControlPlaneExtension.class)
class PatchTest {

  @Test
  void jsonPatch(KubernetesClient client) {
    client.resource(ConfigMaps.named("json", "a", "1")).create();
    var resource = client.configMaps().withName("json");
    var json = PatchContext.of(PatchType.JSON);
    var patched =
        resource.patch(
            json,
            """
            [{"op":"test","path":"/data/a","value":"1"},
             {"op":"move","from":"/data/a","path":"/data/b"},
             {"op":"add","path":"/metadata/labels","value":{"x.y/z":"1"}}]""");
    assertEquals(Map.of("b", "1"), patched.getData());
    assertEquals(Map.of("x.y/z", "1"), patched.getMetadata().getLabels());
  }

  @Test
  void jsonPatchWhoseTestFails(KubernetesClient client) {
    client.resource(ConfigMaps.named("test", "a", "1")).create();
    var refusal =
        assertThrows(
            KubernetesClientException.class,
            () ->
                client
                    .configMaps()
                    .withName("test")
                    .patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\":\"test\",\"path\":\"/data/a\",\"value\":\"2\"}]"));
    assertEquals(422, refusal.getCode());
  }

  @Test
  void mergePatch(KubernetesClient client) {
    client.resource(ConfigMaps.named("merge", "a", "1")).create();
    var patched =
        client
            .configMaps()
            .withName("merge")
            .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"a\":null,\"b\":\"2\"}}");
    assertEquals(Map.of("b", "2"), patched.getData());
  }

  @Test
  void strategicMergePatchMergesListsByKey(KubernetesClient client) {
    client.resource(service("strategic")).create();
    var patched =
        client
            .services()
            .withName("strategic")
            .patch(
                PatchContext.of(PatchType.STRATEGIC_MERGE),
                "{\"spec\":{\"ports\":[{\"port\":443,\"targetPort\":\"tls\"}]}}");
    assertEquals(2, patched.getSpec().getPorts().size());
    var tls =
        patched.getSpec().getPorts().stream().filter(port -> port.getPort() == 443).findFirst();
    assertEquals(new IntOrString("tls"), tls.orElseThrow().getTargetPort());
    assertEquals("https", tls.get().getName());
  }

  @Test
  void applyOwnsWhatItSays(KubernetesClient client) {
    var resource = client.configMaps();
    resource.resource(ConfigMaps.named("apply", "a", "1")).fieldManager("one").serverSideApply();
    var both =
        resource
            .resource(ConfigMaps.named("apply", "b", "2"))
            .fieldManager("two")
            .serverSideApply();
    assertEquals(Map.of("a", "1", "b", "2"), both.getData());
    assertEquals(
        Map.of("one", "Apply", "two", "Apply"),
        both.getMetadata().getManagedFields().stream()
            .collect(
                Collectors.toMap(
                    ManagedFieldsEntry::getManager, ManagedFieldsEntry::getOperation)));

    var conflict =
        assertThrows(
            KubernetesClientException.class,
            () ->
                resource
                    .resource(ConfigMaps.named("apply", "a", "9"))
                    .fieldManager("two")
                    .serverSideApply());
    assertEquals(409, conflict.getCode());
    assertTrue(
        conflict.getMessage().contains("conflict with \"one\": .data.a"), conflict.getMessage());

    var forced =
        resource
            .resource(ConfigMaps.named("apply", "a", "9"))
            .fieldManager("two")
            .forceConflicts()
            .serverSideApply();
    assertEquals("9", forced.getData().get("a"));
    assertNull(forced.getData().get("b"), "what an applier no longer says goes");
  }

  @Test
  void anEditSendsTheDifference(KubernetesClient client) {
    client.resource(service("edit")).create();
    var edited =
        client
            .services()
            .withName("edit")
            .edit(
                service ->
                    new ServiceBuilder(service)
                        .editSpec()
                        .editMatchingPort(port -> port.getPort() == 80)
                        .withTargetPort(new IntOrString(8080))
                        .endPort()
                        .endSpec()
                        .build());
    assertEquals(new IntOrString(8080), edited.getSpec().getPorts().getFirst().getTargetPort());
  }

  private static Service service(String name) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .addNewPort()
        .withName("http")
        .withPort(80)
        .endPort()
        .addNewPort()
        .withName("https")
        .withPort(443)
        .endPort()
        .endSpec()
        .build();
  }
}
