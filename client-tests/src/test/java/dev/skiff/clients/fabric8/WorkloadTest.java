package dev.skiff.clients.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.clients.server.Await;
import dev.skiff.clients.server.ControlPlaneExtension;
import dev.skiff.clients.server.FakeNode;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Scale, rollout, eviction, and the three ways to delete what owns other objects. */
@ExtendWith(ControlPlaneExtension.class)
class WorkloadTest {

  @Test
  void aDeploymentIsScaledRolledOutAndBack(KubernetesClient client, FakeNode node)
      throws InterruptedException {
    ready(client, "web", 2);
    var web = client.apps().deployments().withName("web");
    assertEquals(3, web.scale(3).getSpec().getReplicas());
    web.waitUntilCondition(d -> d.getStatus().getReadyReplicas() == 3, 20, TimeUnit.SECONDS);

    web.rolling().updateImage("registry.skiff.local/web:2");
    web.waitUntilCondition(
        d ->
            d.getStatus().getObservedGeneration().equals(d.getMetadata().getGeneration())
                && d.getStatus().getUpdatedReplicas() != null
                && d.getStatus().getUpdatedReplicas() == 3
                && d.getStatus().getReplicas() == 3,
        20,
        TimeUnit.SECONDS);
    web.rolling().undo();
    assertEquals(
        FakeNode.IMAGE,
        web.get().getSpec().getTemplate().getSpec().getContainers().getFirst().getImage());
    var reviewed =
        web.get().getMetadata().getAnnotations().get("deployment.kubernetes.io/revision");
    assertTrue(Integer.parseInt(reviewed) >= 2, reviewed);
  }

  @Test
  void aBudgetRefusesAnEviction(KubernetesClient client, FakeNode node)
      throws InterruptedException {
    ready(client, "guarded", 2);
    client
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName("guarded")
                .endMetadata()
                .withNewSpec()
                .withMinAvailable(new IntOrString(1))
                .withNewSelector()
                .addToMatchLabels("app", "guarded")
                .endSelector()
                .endSpec()
                .build())
        .create();
    client
        .policy()
        .v1()
        .podDisruptionBudget()
        .withName("guarded")
        .waitUntilCondition(
            b ->
                b.getStatus() != null
                    && Integer.valueOf(1).equals(b.getStatus().getDisruptionsAllowed()),
            20,
            TimeUnit.SECONDS);
    client.apps().deployments().withName("guarded").scale(1);
    Await.until("no disruption is allowed", () -> allowed(client) == 0);
    // The other one counts no more from the moment it is told to end, and is there until it has.
    Await.until("one Pod is left", () -> guarded(client).size() == 1);
    try (var impatient = withoutRetries(client)) {
      var pod = impatient.pods().resource(guarded(client).getFirst());
      assertFalse(pod.evict(), "429 is what the client calls refused");
      client.policy().v1().podDisruptionBudget().withName("guarded").delete();
      assertTrue(pod.evict());
    }
  }

  @Test
  void backgroundDeletionTakesTheDependentsAlong(KubernetesClient client)
      throws InterruptedException {
    var owner = withReplicaSet(client, "background");
    client.resource(owner).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
    Await.until("the ReplicaSet goes", () -> replicaSets(client, "background") == 0);
  }

  @Test
  void foregroundDeletionWaitsForTheDependents(KubernetesClient client)
      throws InterruptedException {
    var owner = withReplicaSet(client, "foreground");
    client.resource(owner).withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
    client
        .apps()
        .deployments()
        .withName("foreground")
        .waitUntilCondition(d -> d == null, 20, TimeUnit.SECONDS);
    assertEquals(0, replicaSets(client, "foreground"));
  }

  @Test
  void orphansStay(KubernetesClient client) throws InterruptedException {
    var owner = withReplicaSet(client, "orphan");
    client.resource(owner).withPropagationPolicy(DeletionPropagation.ORPHAN).delete();
    client
        .apps()
        .deployments()
        .withName("orphan")
        .waitUntilCondition(d -> d == null, 20, TimeUnit.SECONDS);
    var sets = client.apps().replicaSets().withLabel("app", "orphan").list().getItems();
    assertEquals(1, sets.size());
    assertTrue(sets.getFirst().getMetadata().getOwnerReferences().isEmpty());
  }

  @Test
  void aPodsSpecIsFixed(KubernetesClient client, FakeNode node) throws InterruptedException {
    ready(client, "fixed", 1);
    var pod = client.pods().withLabel("app", "fixed").list().getItems().getFirst();
    pod.getSpec().setHostname("other");
    var refusal = assertThrows(KubernetesClientException.class, client.resource(pod)::update);
    assertEquals(422, refusal.getCode());
    assertTrue(refusal.getMessage().contains("pod updates may not change fields other than"));
  }

  /** A client that takes 429 for an answer; by default it asks again for 20 seconds. */
  private static KubernetesClient withoutRetries(KubernetesClient client) {
    var config =
        new ConfigBuilder(client.getConfiguration()).withRequestRetryBackoffLimit(0).build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static void ready(KubernetesClient client, String name, int replicas) {
    client.resource(Workloads.deployment(name, replicas, FakeNode.IMAGE)).create();
    client
        .apps()
        .deployments()
        .withName(name)
        .waitUntilCondition(
            d -> Integer.valueOf(replicas).equals(d.getStatus().getReadyReplicas()),
            20,
            TimeUnit.SECONDS);
  }

  private static Deployment withReplicaSet(KubernetesClient client, String name)
      throws InterruptedException {
    var owner = client.resource(Workloads.deployment(name, 0, FakeNode.IMAGE)).create();
    Await.until("the ReplicaSet comes", () -> replicaSets(client, name) == 1);
    return owner;
  }

  private static int replicaSets(KubernetesClient client, String name) {
    return client.apps().replicaSets().withLabel("app", name).list().getItems().size();
  }

  private static List<Pod> guarded(KubernetesClient client) {
    return client.pods().withLabel("app", "guarded").list().getItems();
  }

  private static int allowed(KubernetesClient client) {
    var budget = client.policy().v1().podDisruptionBudget().withName("guarded").get();
    return budget.getStatus().getDisruptionsAllowed();
  }
}
