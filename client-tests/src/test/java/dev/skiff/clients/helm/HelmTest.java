package dev.skiff.clients.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.UpgradeCommand;
import dev.skiff.clients.server.ControlPlane;
import dev.skiff.clients.server.ControlPlaneExtension;
import dev.skiff.clients.server.FakeNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Helm itself, in this process, with a chart that has what charts have: helpers, hooks, a schema of
 * its values, a custom resource definition, notes and a test.
 */
@ExtendWith(ControlPlaneExtension.class)
class HelmTest {
  private Path kubeconfig;
  private KubernetesClient client;

  @BeforeEach
  void setUp(ControlPlane controlPlane, KubernetesClient client, FakeNode node) {
    kubeconfig = controlPlane.kubeconfig();
    this.client = client;
  }

  @Test
  void aReleaseIsInstalledUpgradedRolledBackAndRemoved() throws Exception {
    var installed = install("shop").call();
    assertEquals("deployed", installed.getStatus());
    assertEquals("1", installed.getRevision());
    assertTrue(installed.getOutput().contains("The shop shop is green."), installed.getOutput());
    assertEquals(
        Map.of("colour", "green", "server", version(), "known", "true", "apps", "true"),
        client.configMaps().withName("shop").get().getData());
    assertEquals(
        1, client.apps().deployments().withName("shop").get().getStatus().getReadyReplicas());
    assertEquals(
        1, client.batch().v1().jobs().withName("shop-migrate").get().getStatus().getSucceeded());
    assertNotNull(
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName("orders.shop.skiff.dev")
            .get());

    var upgraded = upgrade("shop").set("colour", "blue").set("replicas", 3).call();
    assertEquals("2", upgraded.getRevision());
    assertEquals("blue", client.configMaps().withName("shop").get().getData().get("colour"));
    assertEquals(
        3, client.apps().deployments().withName("shop").get().getStatus().getReadyReplicas());
    assertEquals(Map.of("1", "superseded", "2", "deployed"), history("shop"));

    var broken =
        upgrade("shop")
            .set("image", "registry.skiff.local/web:2")
            .set("colour", "red")
            .set("verifyImage", FakeNode.FAILING_IMAGE)
            .atomic();
    var failure = assertThrows(IllegalStateException.class, broken::call);
    assertTrue(failure.getMessage().contains("rolled back"), failure.getMessage());
    assertEquals("blue", client.configMaps().withName("shop").get().getData().get("colour"));
    assertEquals(
        FakeNode.IMAGE,
        client
            .apps()
            .deployments()
            .withName("shop")
            .get()
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst()
            .getImage());
    assertEquals(
        Map.of("1", "superseded", "2", "superseded", "3", "failed", "4", "deployed"),
        history("shop"));

    Helm.test("shop")
        .withKubeConfig(kubeconfig)
        .withNamespace(client.getNamespace())
        .withTimeout(30)
        .call();
    assertEquals("Succeeded", client.pods().withName("shop-ping").get().getStatus().getPhase());
    assertEquals("4", listed("shop").getRevision());

    Helm.uninstall("shop").withKubeConfig(kubeconfig).withNamespace(client.getNamespace()).call();
    assertNull(client.apps().deployments().withName("shop").get());
    assertEquals(Map.of(), history("shop"));
    assertNotNull(
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName("orders.shop.skiff.dev")
            .get(),
        "Helm leaves definitions alone");
  }

  @Test
  void theChartThatHelmStartsPeopleWith(@TempDir Path directory) {
    Helm.create().withName("starter").withDir(directory).call();
    var chart = new Helm(directory.resolve("starter"));
    var installed =
        at(chart.install().withName("first"))
            .set("autoscaling.enabled", true)
            .set("ingress.enabled", true)
            .call();
    assertEquals("deployed", installed.getStatus());
    var name = "first-starter";
    var ingress = client.network().v1().ingresses().withName(name).get();
    assertEquals("chart-example.local", ingress.getSpec().getRules().getFirst().getHost());
    var target = client.autoscaling().v2().horizontalPodAutoscalers().withName(name).get();
    assertEquals(name, target.getSpec().getScaleTargetRef().getName());
    assertEquals(
        name,
        client
            .apps()
            .deployments()
            .withName(name)
            .get()
            .getSpec()
            .getTemplate()
            .getSpec()
            .getServiceAccountName());

    var upgraded =
        at(chart.upgrade().withName("first")).resetValues().set("replicaCount", 2).call();
    assertEquals("deployed", upgraded.getStatus());
    assertNull(client.network().v1().ingresses().withName(name).get());
    assertEquals(
        2, client.apps().deployments().withName(name).get().getStatus().getReadyReplicas());
  }

  @Test
  void aDryRunOnTheServerChangesNothing() throws Exception {
    var answer = install("dry").withDryRunOption(DryRun.SERVER).call();
    assertEquals("pending-install", answer.getStatus());
    assertNull(client.apps().deployments().withName("dry").get());
    assertEquals(Map.of(), history("dry"));
  }

  @Test
  void aHookThatFailsFailsTheRelease() throws Exception {
    var failing = install("hook").set("hookImage", FakeNode.FAILING_IMAGE);
    var failure = assertThrows(IllegalStateException.class, failing::call);
    assertTrue(failure.getMessage().contains("BackoffLimitExceeded"), failure.getMessage());
    assertEquals(Map.of("1", "failed"), history("hook"));

    var repaired = upgrade("hook").set("hookImage", FakeNode.IMAGE).call();
    assertEquals("deployed", repaired.getStatus());
    assertEquals(Map.of("1", "superseded", "2", "deployed"), history("hook"));
  }

  @Test
  void whatTheServerRefusesIsNoRelease() throws Exception {
    var refused = install("refused").set("ports[0].port", 70000);
    var failure = assertThrows(IllegalStateException.class, refused::call);
    assertTrue(
        failure.getMessage().contains("must be between 1 and 65535, inclusive"),
        failure.getMessage());
    assertEquals(Map.of("1", "failed"), history("refused"));
  }

  private InstallCommand install(String name) throws Exception {
    return at(chart().install().withName(name));
  }

  private UpgradeCommand upgrade(String name) throws Exception {
    return at(chart().upgrade().withName(name));
  }

  private InstallCommand at(InstallCommand command) {
    return command
        .withKubeConfig(kubeconfig)
        .withNamespace(client.getNamespace())
        .waitReady()
        .withTimeout(30);
  }

  private UpgradeCommand at(UpgradeCommand command) {
    return command
        .withKubeConfig(kubeconfig)
        .withNamespace(client.getNamespace())
        .waitReady()
        .withTimeout(30);
  }

  private static Helm chart() throws Exception {
    return new Helm(Path.of(HelmTest.class.getResource("/shop/Chart.yaml").toURI()).getParent());
  }

  private Release listed(String name) {
    return Helm.list()
        .withKubeConfig(kubeconfig)
        .withNamespace(client.getNamespace())
        .all()
        .call()
        .stream()
        .filter(release -> release.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Revisions and their states, as Helm keeps them in Secrets. */
  private Map<String, String> history(String name) {
    var states = new TreeMap<String, String>();
    for (var secret :
        client.secrets().withLabel("owner", "helm").withLabel("name", name).list().getItems()) {
      var labels = secret.getMetadata().getLabels();
      assertEquals("helm.sh/release.v1", secret.getType());
      states.put(labels.get("version"), labels.get("status"));
    }
    return states;
  }

  private String version() {
    return client.getKubernetesVersion().getGitVersion();
  }
}
