package dev.skiff.controlplane.controller.garbagecollector;

import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.api.Administrator;
import dev.skiff.controlplane.api.ServerResource;
import dev.skiff.controlplane.client.ComponentIdentity;
import dev.skiff.controlplane.client.InProcessClients;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.operator.api.Operator;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which owners count, against the server. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class GarbageCollectorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String NOBODY = "11111111-1111-1111-1111-111111111111";

  @Inject Administrator admin;
  @Inject InProcessClients clients;

  private Operator operator;
  private String namespace;
  private String maps;

  @BeforeEach
  void collect() {
    namespace = admin.namespace();
    maps = "/api/v1/namespaces/" + namespace + "/configmaps";
    operator = Operator.on(clients.as(ComponentIdentity.controllerManager()));
    new GarbageCollector()
        .register(
            new ControllerContext(
                operator, name -> clients.as(ComponentIdentity.controller(name)), null));
    operator.start();
    // From now on it hears of changes, in order.
    own(maps, "ConfigMap", "first", reference("v1", "ConfigMap", "nobody", NOBODY), "");
    awaitGone(maps + "/first");
  }

  @AfterEach
  void stop() throws Exception {
    operator.close();
  }

  @Test
  void allDependentsOfAMissingOwnerGo() {
    String reference = reference("v1", "ConfigMap", "nobody", NOBODY);
    own(maps, "ConfigMap", "held", reference, "\"finalizers\":[\"example.com/hold\"],");
    await(() -> admin.get(maps + "/held").path("metadata.deletionTimestamp") != null);
    for (int i = 0; i < 5; i++) own(maps, "ConfigMap", "child-" + i, reference, "");
    for (int i = 0; i < 5; i++) awaitGone(maps + "/child-" + i);
  }

  @Test
  void anOwnerIsThisObjectAtThisPlace() {
    String uid = own(maps, "ConfigMap", "owner", null, "");
    String far = admin.namespace();
    String there = "/api/v1/namespaces/" + far + "/configmaps";
    own(maps, "ConfigMap", "child", reference("v1", "ConfigMap", "owner", uid), "");
    own(maps, "ConfigMap", "other-name", reference("v1", "ConfigMap", "other", uid), "");
    own(maps, "ConfigMap", "other-kind", reference("v1", "Secret", "owner", uid), "");
    own(there, "ConfigMap", "elsewhere", reference("v1", "ConfigMap", "owner", uid), "");
    awaitGone(maps + "/other-name");
    awaitGone(maps + "/other-kind");
    awaitGone(there + "/elsewhere");
    String events = "/api/v1/namespaces/" + far + "/events";
    await(() -> admin.get(events).asString().contains("OwnerRefInvalidNamespace"));
    admin
        .get(events)
        .then()
        .body(
            "items.message",
            hasItem(
                "ownerRef [v1/ConfigMap, namespace: %s, name: owner, uid: %s] does not exist in namespace \"%s\""
                    .formatted(far, uid, far)));
    assertEquals(200, admin.get(maps + "/child").statusCode());
  }

  @Test
  void anOwnerOfAKindThatComesLaterIsLookedForThen() {
    String group = namespace + ".late.example.com";
    own(maps, "ConfigMap", "child", reference(group + "/v1", "Late", "nobody", NOBODY), "");
    define(group, "lates", "Late", "v1");
    awaitGone(maps + "/child");
  }

  @Test
  void eventsOfAnyOtherGroupAndWhatItsGroupDoesNotPreferAreCollected() {
    String group = namespace + ".example.com";
    define(group, "foos", "Foo", "v1");
    define(group, "events", "Event", "v1beta1");
    String uid = own(maps, "ConfigMap", "owner", null, "");
    String events = "/apis/" + group + "/v1beta1/namespaces/" + namespace + "/events";
    await(() -> admin.get(events).statusCode() == 200);
    String reference = reference("v1", "ConfigMap", "owner", uid);
    own(events, group + "/v1beta1", "Event", "event", reference, "");
    admin.delete(maps + "/owner").then().statusCode(200);
    awaitGone(events + "/event");
  }

  private void define(String group, String plural, String kind, String version) {
    admin
        .post(
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            """
            {"metadata":{"name":"%2$s.%1$s"},"spec":{"group":"%1$s","scope":"Namespaced",
             "names":{"plural":"%2$s","kind":"%3$s"},
             "versions":[{"name":"%4$s","served":true,"storage":true,
              "schema":{"openAPIV3Schema":{"type":"object"}}}]}}
            """
                .formatted(group, plural, kind, version))
        .then()
        .statusCode(201);
  }

  private static String reference(String apiVersion, String kind, String name, String uid) {
    return "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"name\":\"%s\",\"uid\":\"%s\"}"
        .formatted(apiVersion, kind, name, uid);
  }

  private String own(String path, String kind, String name, String reference, String more) {
    return own(path, "v1", kind, name, reference, more);
  }

  /** Creates an object with an owner, or with none; gives its uid. */
  private String own(
      String path, String apiVersion, String kind, String name, String reference, String more) {
    String object =
        "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"metadata\":{%s\"name\":\"%s\",\"ownerReferences\":[%s]}}"
            .formatted(apiVersion, kind, more, name, reference == null ? "" : reference);
    return admin.post(path, object).then().statusCode(201).extract().path("metadata.uid");
  }

  private void awaitGone(String path) {
    await(() -> admin.get(path).statusCode() == 404);
  }

  private static void await(BooleanSupplier condition) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertTrue(Instant.now().isBefore(end), "did not happen in time");
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
