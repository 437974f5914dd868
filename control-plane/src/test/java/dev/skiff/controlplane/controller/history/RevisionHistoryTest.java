package dev.skiff.controlplane.controller.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RevisionHistoryTest {
  private static final PodTemplateSpec TEMPLATE =
      new PodTemplateSpecBuilder()
          .withNewMetadata()
          .addToLabels("app", "log")
          .endMetadata()
          .withNewSpec()
          .withTerminationGracePeriodSeconds(30L)
          .addNewContainer()
          .withName("log")
          .withImage("log:1")
          .endContainer()
          .endSpec()
          .build();
  private static final DaemonSet OWNER =
      new DaemonSetBuilder()
          .withNewMetadata()
          .withNamespace("default")
          .withName("log")
          .withUid("u")
          .endMetadata()
          .build();

  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(Config.empty()).build();
  private final RevisionHistory history =
      new RevisionHistory(client, null, RevisionHistory.POD_LABEL);

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void aRevisionIsAPatchThatReplacesTheTemplate() {
    ControllerRevision made = history.make(OWNER, TEMPLATE, null, 1);
    String json = client.getKubernetesSerialization().asJson(made);
    assertTrue(json.contains("\"$patch\":\"replace\""), json);
    assertEquals("log-" + history.hash(made), made.getMetadata().getName());
    assertEquals("log", made.getMetadata().getLabels().get("app"));
  }

  @Test
  void namesAreInTheOrderInWhichGoWritesThem() {
    ControllerRevision made = history.make(OWNER, TEMPLATE, null, 1);
    assertEquals(
        "{\"spec\":{\"template\":{\"$patch\":\"replace\",\"metadata\":{\"labels\":{\"app\":\"log\"}},"
            + "\"spec\":{\"containers\":[{\"image\":\"log:1\",\"name\":\"log\"}],"
            + "\"terminationGracePeriodSeconds\":30}}}}",
        client.getKubernetesSerialization().asJson(made.getData()));
  }

  @Test
  void theTemplateComesBackFromTheServerAsItWas() {
    String json =
        client.getKubernetesSerialization().asJson(history.make(OWNER, TEMPLATE, null, 1));
    ControllerRevision read =
        client.getKubernetesSerialization().unmarshal(json, ControllerRevision.class);
    assertEquals(TEMPLATE, history.template(read));
  }

  @Test
  void aCollisionGivesAnotherName() {
    String first = history.make(OWNER, TEMPLATE, null, 1).getMetadata().getName();
    assertTrue(!first.equals(history.make(OWNER, TEMPLATE, 1, 1).getMetadata().getName()));
  }

  @Test
  void theOldestIdleRevisionsGoFirstAndLiveOnesStay() {
    List<ControllerRevision> old = List.of(revision("a"), revision("b"), revision("c"));
    assertEquals(
        List.of("b"),
        RevisionHistory.surplus(old, 1, Set.of("a")).stream()
            .map(one -> one.getMetadata().getName())
            .toList());
    assertEquals(List.of(), RevisionHistory.surplus(old, null, Set.of()));
  }

  private static ControllerRevision revision(String name) {
    return new ControllerRevisionBuilder().withNewMetadata().withName(name).endMetadata().build();
  }
}
