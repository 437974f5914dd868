package dev.skiff.clients.josdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.clients.server.Await;
import dev.skiff.clients.server.ControlPlane;
import dev.skiff.clients.server.ControlPlaneExtension;
import dev.skiff.clients.server.Definitions;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An operator on the Java Operator SDK, with its defaults: it applies, and matches by
 * managedFields.
 */
@ExtendWith(ControlPlaneExtension.class)
class JavaOperatorSdkTest {
  private static final WebPageReconciler RECONCILER = new WebPageReconciler();
  private static final Queue<String> WRITES = new ConcurrentLinkedQueue<>();
  private static Operator operator;

  @BeforeAll
  static void start(ControlPlane controlPlane, KubernetesClient client) {
    Definitions.establish(
        client,
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .load(JavaOperatorSdkTest.class.getResource("/webpages-crd.yaml"))
            .item());
    var namespace = client.getNamespace();
    operator =
        new Operator(
            o ->
                o.withKubernetesClient(watched(controlPlane))
                    .withReconciliationTerminationTimeout(Duration.ofSeconds(5))
                    .withLeaderElectionConfiguration(
                        new LeaderElectionConfiguration(
                            "webpages",
                            namespace,
                            LeaderElectionConfiguration.LEASE_DURATION_DEFAULT_VALUE,
                            LeaderElectionConfiguration.RENEW_DEADLINE_DEFAULT_VALUE,
                            LeaderElectionConfiguration.RETRY_PERIOD_DEFAULT_VALUE,
                            "test",
                            null,
                            false)));
    operator.register(RECONCILER, o -> o.settingNamespace(namespace));
    operator.start();
  }

  @AfterAll
  static void stop(KubernetesClient client) {
    operator.stop();
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("webpages.clients.skiff.dev")
        .delete();
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

    client
        .configMaps()
        .withName("rest")
        .edit(
            map -> {
              map.getData().put("index.html", "spoilt");
              return map;
            });
    Await.until(
        "a change by somebody else is undone",
        () ->
            client
                .configMaps()
                .withName("rest")
                .get()
                .getData()
                .get("index.html")
                .equals("<h1>One</h1>"));

    patch(client, "rest", "spec: {title: Two}");
    await(client, "rest", page -> observed(page, 2L));
    assertEquals(
        "<h1>Two</h1>", client.configMaps().withName("rest").get().getData().get("index.html"));

    var before = written("rest");
    assertTrue(before.size() >= 6, "four dependents applied, two of them twice: " + before);
    for (var text : List.of("a", "b", "c")) {
      patch(client, "rest", "metadata: {annotations: {text: %s}}".formatted(text));
    }
    patch(client, "rest", "spec: {theme: none}");
    await(client, "rest", page -> observed(page, 3L));
    assertEquals(before, written("rest"), "JOSDK found nothing to apply");
  }

  @Test
  void aFailedAttemptIsRetried(KubernetesClient client) {
    client.resource(page("retry", new WebPage.Spec("Retry", null, 1000))).create();
    await(client, "retry", page -> failed(page) && RECONCILER.attempts("retry") >= 3);
    patch(client, "retry", "spec: {failures: 0}");
    var repaired = await(client, "retry", page -> observed(page, 2L));
    assertNull(repaired.getStatus().error(), "what the operator no longer applies goes");
  }

  @Test
  void anotherObjectsChangeReachesThePage(KubernetesClient client) {
    var red =
        new SecretBuilder()
            .withNewMetadata()
            .withName("red")
            .addToLabels("theme", "yes")
            .endMetadata();
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
    assertEquals(
        List.of("webpages.clients.skiff.dev/finalizer"), page.getMetadata().getFinalizers());
    client.resource(page).delete();
    await(client, "clean", Objects::isNull);
    assertTrue(RECONCILER.cleaned("clean"));
    Await.until(
        "the Deployment goes too",
        () -> client.apps().deployments().withName("clean").get() == null);
  }

  @Test
  void theOperatorLeads(KubernetesClient client) {
    var lease =
        client
            .leases()
            .withName("webpages")
            .waitUntilCondition(
                l -> l != null && l.getSpec().getHolderIdentity() != null, 30, TimeUnit.SECONDS);
    assertEquals("test", lease.getSpec().getHolderIdentity());
  }

  /** The operator's client, whose requests that write are remembered. */
  private static KubernetesClient watched(ControlPlane controlPlane) {
    var memory =
        new Interceptor() {
          @Override
          public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            if (!request.method().equals("GET")) {
              WRITES.add(request.method() + " " + request.uri().getPath());
            }
          }
        };
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(controlPlane.kubeconfig().toFile()))
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("memory", memory))
        .build();
  }

  private static WebPage await(KubernetesClient client, String name, Predicate<WebPage> condition) {
    return client
        .resources(WebPage.class)
        .withName(name)
        .waitUntilCondition(condition, 30, TimeUnit.SECONDS);
  }

  private static boolean observed(WebPage page, Long generation) {
    return page != null
        && page.getStatus() != null
        && generation.equals(page.getStatus().observedGeneration());
  }

  private static boolean failed(WebPage page) {
    return page != null && page.getStatus() != null && page.getStatus().error() != null;
  }

  private static boolean coloured(WebPage page, String colour) {
    return page != null && page.getStatus() != null && colour.equals(page.getStatus().colour());
  }

  /** Which of a page's dependents the operator wrote, once for each time that it did. */
  private static List<String> written(String name) {
    return WRITES.stream()
        .filter(write -> write.endsWith("/" + name) && !write.contains("/webpages/"))
        .toList();
  }

  private static WebPage page(String name, WebPage.Spec spec) {
    var page = new WebPage();
    page.setMetadata(new ObjectMetaBuilder().withName(name).build());
    page.setSpec(spec);
    return page;
  }

  /** Without a resourceVersion: the operator writes, too. */
  private static void patch(KubernetesClient client, String name, String yaml) {
    client
        .resources(WebPage.class)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), yaml);
  }
}
