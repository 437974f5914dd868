package dev.skiff.controlplane.resource.custom;

import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.api.Administrator;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.api.ServerResource;
import dev.skiff.controlplane.api.StatusException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can stand in the way of a definition that is deleted. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class CustomResourceCleanupTest {
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final String WEBHOOKS =
      "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
  private static final String PLAIN = "{'strategy':'None'}";

  @Inject Administrator admin;
  @Inject LoopbackClient client;

  private String namespace;
  private String group;
  private String definition;
  private String links;

  @BeforeEach
  void name() {
    namespace = admin.namespace();
    group = namespace + ".example.com";
    definition = DEFINITIONS + "/links." + group;
    links = "/apis/" + group + "/v1/namespaces/" + namespace + "/links";
  }

  @Test
  void webhooksThatAreAwayHoldNothingUp() {
    define(
        "{'strategy':'Webhook','webhook':{'conversionReviewVersions':['v1'],"
            + "'clientConfig':{'url':'https://127.0.0.1:1/'}}}");
    create("a", "");
    admin
        .post(
            WEBHOOKS,
            json(
                """
                {'metadata':{'name':'%s'},'webhooks':[{'name':'no.example.com','sideEffects':'None',
                 'admissionReviewVersions':['v1'],'clientConfig':{'url':'https://127.0.0.1:1/'},
                 'rules':[{'operations':['DELETE'],'apiGroups':['%s'],'apiVersions':['*'],
                  'resources':['links']}]}]}
                """
                    .formatted(namespace, group)))
        .then()
        .statusCode(201);
    try {
      admin.get(WEBHOOKS).then().statusCode(200);
      admin.delete(links + "/a").then().statusCode(500);
      admin.delete(definition).then().statusCode(200);
      awaitGone(definition);
    } finally {
      admin.delete(WEBHOOKS + "/" + namespace);
    }
    define(PLAIN);
    admin.get(links).then().statusCode(200).body("items", empty());
  }

  @Test
  void aDefinitionThatServesNothingGoes() {
    define(PLAIN);
    create("a", "");
    String unserve =
        "[{'op':'replace','path':'/spec/versions/0/served','value':false},"
            + "{'op':'replace','path':'/spec/versions/1/served','value':false}]";
    admin.patch(definition, "application/json-patch+json", json(unserve)).then().statusCode(200);
    await(() -> admin.get(links).statusCode() == 404);
    assertEquals(404, assertThrows(StatusException.class, () -> client.get(links)).code());
    admin.delete(definition).then().statusCode(200);
    awaitGone(definition);
    define(PLAIN);
    admin.get(links).then().statusCode(200).body("items", empty());
  }

  @Test
  void finalizersOfItsObjectsHoldIt() {
    define(PLAIN);
    admin.get("/apis/" + group + "/v1").then().body("resources[0].verbs", hasItem("create"));
    create("a", ",'finalizers':['example.com/hold']");
    create("b", "");
    admin.delete(definition).then().statusCode(200);
    await(() -> admin.get(links + "/a").path("metadata.deletionTimestamp") != null);
    awaitGone(links + "/b");
    List<String> verbs = List.of("delete", "deletecollection", "get", "list", "watch");
    admin.get("/apis/" + group + "/v1").then().body("resources[0].verbs", equalTo(verbs));
    admin.get(definition).then().statusCode(200);
    admin
        .post(links, object("c", ""))
        .then()
        .statusCode(403)
        .body(
            "message",
            endsWith("create not allowed while custom resource definition is terminating"));
    admin.patch(links + "/a", Administrator.MERGE, "{\"metadata\":{\"finalizers\":null}}");
    awaitGone(definition);
  }

  @Test
  void objectsOfBuiltInTypesStay() {
    String policies = "/apis/networking.k8s.io/v1/namespaces/" + namespace + "/networkpolicies";
    admin
        .post(policies, json("{'metadata':{'name':'a'},'spec':{'podSelector':{}}}"))
        .then()
        .statusCode(201);
    String plural = "networkpolicies.networking.k8s.io";
    admin
        .post(
            DEFINITIONS,
            json(
                """
                {'metadata':{'name':'%s','annotations':{'api-approved.kubernetes.io':'https://x.y/z'}},
                 'spec':{'group':'networking.k8s.io','scope':'Namespaced',
                  'names':{'plural':'networkpolicies','kind':'NetworkPolicy'},'versions':[%s]}}
                """
                    .formatted(plural, version("v1", true))))
        .then()
        .statusCode(201);
    admin.delete(DEFINITIONS + "/" + plural).then().statusCode(200);
    awaitGone(DEFINITIONS + "/" + plural);
    admin.get(policies + "/a").then().statusCode(200);
  }

  private void define(String conversion) {
    admin
        .post(
            DEFINITIONS,
            json(
                """
                {'metadata':{'name':'links.%1$s'},'spec':{'group':'%1$s','scope':'Namespaced',
                 'names':{'plural':'links','kind':'Link'},'conversion':%2$s,'versions':[%3$s,%4$s]}}
                """
                    .formatted(group, conversion, version("v1", true), version("v1beta1", false))))
        .then()
        .statusCode(201);
    await(() -> admin.get(links).statusCode() == 200);
  }

  private static String version(String name, boolean stored) {
    return "{'name':'%s','served':true,'storage':%s,'schema':{'openAPIV3Schema':{'type':'object'}}}"
        .formatted(name, stored);
  }

  private void create(String name, String metadata) {
    admin.post(links, object(name, metadata)).then().statusCode(201);
  }

  private String object(String name, String metadata) {
    return json(
        "{'apiVersion':'%s/v1','kind':'Link','metadata':{'name':'%s'%s}}"
            .formatted(group, name, metadata));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private void awaitGone(String path) {
    await(() -> admin.get(path).statusCode() == 404);
  }

  private static void await(BooleanSupplier condition) {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
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
