package dev.skiff.clients.josdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.clients.server.Await;
import dev.skiff.clients.server.ControlPlane;
import dev.skiff.clients.server.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An operator on the Java Operator SDK, with its defaults: it applies, and matches by managedFields. */
@ExtendWith(ControlPlaneExtension.class)
class JavaOperatorSdkTest {
  private static final WebPageReconciler RECONCILER = new WebPageReconciler();
  private static Operator operator;

  @BeforeAll
  static void start(ControlPlane controlPlane, KubernetesClient client) {
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .load(JavaOperatorSdkTest.class.getResource("/webpages-crd.yaml"))
        .create();
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("webpages.clients.skiff.dev")
        .waitUntilCondition(
            crd ->
                crd.getStatus() != null
                    && crd.getStatus().getConditions().stream()
                        .anyMatch(
                            c -> c.getType().equals("Established") && c.getStatus().equals("True")),
            20,
            TimeUnit.SECONDS);
    var namespace = client.getNamespace();
    operator =
        new Operator(
            o ->
                o.withKubernetesClient(controlPlane.client())
                    .withReconciliationTerminationTimeout(Duration.ofSeconds(5))
                    .withLeaderElectionConfiguration(
                        new LeaderElectionConfiguration("webpages", namespace, "test")));
    operator.register(RECONCILER, o -> o.settingNamespace(namespace));
    operator.start();
  }

  @AfterAll
  static void stop(KubernetesClient client) {
    operator.stop();
    client.apiextensions().v1().customResourceDefinitions().withName("webpages.clients.skiff.dev").delete();
  }

  @Test
  void dependentsFollowThePageAndThenRest(KubernetesClient client) throws InterruptedException {
    client.resource(page("rest", new WebPage.Spec("One", null, 0))).create();
    await(client, "rest", page -> observed(page, 1L));
    assertEquals(
        "<h1>One</h1>", client.configMaps().withName("rest").get().getData().get("index.html"));
    assertNotNull(client.services().withName("rest").get().getSpec().getClusterIP());
    var owner = client.apps().deployments().withName("rest").get().getMetadata();
    assertEquals("WebPage", owner.getOwnerReferences().getFirst().getKind());

    client.configMaps().withName("rest").edit(map -> { map.getData().put("index.html", "spoilt"); return map; });
    Await.until(
        "a change by somebody else is undone",
        () -> client.configMaps().withName("rest").get().getData().get("index.html").equals("<h1>One</h1>"));

    client.resources(WebPage.class).withName("rest").edit(page -> titled(page, "Two"));
    await(client, "rest", page -> observed(page, 2L));
    assertEquals(
        "<h1>Two</h1>", client.configMaps().withName("rest").get().getData().get("index.html"));

    var before = written(client, "rest");
    for (var text : List.of("a", "b", "c")) {
      client.resources(WebPage.class).withName("rest").edit(page -> annotated(page, text));
    }
    client.resources(WebPage.class).withName("rest").edit(page -> themed(page, "none"));
    await(client, "rest", page -> observed(page, 3L));
    assertEquals(before, written(client, "rest"), "JOSDK found nothing to apply");
  }

  @Test
  void aFailedAttemptIsRetried(KubernetesClient client) {
    client.resource(page("retry", new WebPage.Spec("Retry", null, 2))).create();
    await(client, "retry", page -> page.getStatus() != null && page.getStatus().error() != null);
    await(client, "retry", page -> observed(page, 1L));
    assertTrue(RECONCILER.attempts("retry") >= 3);
  }

  @Test
  void anotherObjectsChangeReachesThePage(KubernetesClient client) {
    var red = new SecretBuilder().withNewMetadata().withName("red").addToLabels("theme", "yes").endMetadata();
    client.resource(red.addToStringData("colour", "red").build()).create();
    client.resource(page("theme", new WebPage.Spec("Theme", "red", 0))).create();
    await(client, "theme", page -> coloured(page, "red"));
    client.resource(red.addToStringData("colour", "crimson").build()).update();
    await(client, "theme", page -> coloured(page, "crimson"));
  }

  @Test
  void aPageIsCleanedUpBeforeItGoes(KubernetesClient client) throws InterruptedException {
    client.resource(page("clean", new WebPage.Spec("Clean", null, 0))).create();
    var page = await(client, "clean", p -> observed(p, 1L));
    assertEquals(List.of("webpages.clients.skiff.dev/finalizer"), page.getMetadata().getFinalizers());
    client.resource(page).delete();
    await(client, "clean", Objects::isNull);
    assertTrue(RECONCILER.cleaned("clean"));
    Await.until("the Deployment goes too", () -> client.apps().deployments().withName("clean").get() == null);
  }

  @Test
  void theOperatorLeads(KubernetesClient client) {
    assertEquals("test", client.leases().withName("webpages").get().getSpec().getHolderIdentity());
  }

  private static WebPage await(KubernetesClient client, String name, Predicate<WebPage> condition) {
    return client.resources(WebPage.class).withName(name).waitUntilCondition(condition, 30, TimeUnit.SECONDS);
  }

  private static boolean observed(WebPage page, Long generation) {
    return page != null
        && page.getStatus() != null
        && generation.equals(page.getStatus().observedGeneration());
  }

  private static boolean coloured(WebPage page, String colour) {
    return page != null && page.getStatus() != null && colour.equals(page.getStatus().colour());
  }

  /** When each dependent was last written by the operator, by the server's own account. */
  private static List<String> written(KubernetesClient client, String name) {
    List<HasMetadata> dependents =
        List.of(
            client.configMaps().withName(name).get(),
            client.services().withName(name).get(),
            client.apps().statefulSets().withName(name).get());
    return dependents.stream().map(each -> each.getMetadata().getResourceVersion()).toList();
  }

  private static WebPage page(String name, WebPage.Spec spec) {
    var page = new WebPage();
    page.setMetadata(new ObjectMetaBuilder().withName(name).build());
    page.setSpec(spec);
    return page;
  }

  private static WebPage titled(WebPage page, String title) {
    page.setSpec(new WebPage.Spec(title, page.getSpec().theme(), 0));
    return page;
  }

  private static WebPage themed(WebPage page, String theme) {
    page.setSpec(new WebPage.Spec(page.getSpec().title(), theme, 0));
    return page;
  }

  private static WebPage annotated(WebPage page, String text) {
    page.getMetadata().getAnnotations().put("text", text);
    return page;
  }
}
