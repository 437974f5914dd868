package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Old manifests: taken in the version that they name, read in any other. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class RemovedVersionsTest {
  private static final String WARNING =
      "299 - \"extensions/v1beta1 Deployment is deprecated in v1.8+, unavailable in v1.16+;"
          + " use apps/v1 Deployment\"";
  private static final String TEMPLATE =
      "{\"metadata\":{\"labels\":{\"app\":\"web\"}},"
          + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"web:1\"}]}}";
  private static final String DEPLOYMENT =
      "{\"apiVersion\":\"extensions/v1beta1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"web\"},"
          + "\"spec\":{\"template\":"
          + TEMPLATE
          + "}}";

  @Inject Administrator admin;

  private static String path(String apiVersion, String namespace, String plural) {
    return "/apis/" + apiVersion + "/namespaces/" + namespace + "/" + plural;
  }

  @Test
  void aDeploymentGetsItsOldDefaultsAndIsSeenInEveryVersion() {
    String namespace = admin.namespace();
    String old = path("extensions/v1beta1", namespace, "deployments");
    Response created = admin.post(old, DEPLOYMENT);
    created
        .then()
        .statusCode(201)
        .header("Warning", WARNING)
        .body("apiVersion", equalTo("extensions/v1beta1"))
        .body("metadata.generation", equalTo(1))
        .body("metadata.labels.app", equalTo("web"))
        .body("metadata.managedFields[0].apiVersion", equalTo("extensions/v1beta1"))
        .body("spec.selector.matchLabels.app", equalTo("web"))
        .body("spec.strategy.rollingUpdate.maxSurge", equalTo(1))
        .body("spec.revisionHistoryLimit", equalTo(Integer.MAX_VALUE))
        .body("spec.progressDeadlineSeconds", equalTo(Integer.MAX_VALUE));
    admin
        .get(path("apps/v1", namespace, "deployments") + "/web")
        .then()
        .statusCode(200)
        .header("Warning", nullValue())
        .body("apiVersion", equalTo("apps/v1"))
        .body("metadata.uid", equalTo(created.path("metadata.uid")))
        .body("metadata.resourceVersion", equalTo(created.path("metadata.resourceVersion")))
        .body("spec.selector.matchLabels.app", equalTo("web"))
        .body("spec.strategy.rollingUpdate.maxUnavailable", equalTo(1));
    admin
        .get(path("apps/v1beta2", namespace, "deployments"))
        .then()
        .statusCode(200)
        .body("kind", equalTo("DeploymentList"))
        .body("apiVersion", equalTo("apps/v1beta2"))
        .body("items.metadata.name", equalTo(List.of("web")));
    admin.post(old, DEPLOYMENT).then().statusCode(409);
  }

  @Test
  void whatOneVersionWritesTheOthersRead() {
    String namespace = admin.namespace();
    String old = path("extensions/v1beta1", namespace, "deployments");
    String now = path("apps/v1", namespace, "deployments");
    admin.post(old, DEPLOYMENT).then().statusCode(201);
    admin
        .patch(old + "/web", Administrator.MERGE, "{\"spec\":{\"replicas\":3}}")
        .then()
        .statusCode(200)
        .header("Warning", WARNING)
        .body("metadata.generation", equalTo(2));
    admin
        .patch(
            old + "/web",
            "application/strategic-merge-patch+json",
            "{\"spec\":{\"template\":{\"spec\":{\"containers\":"
                + "[{\"name\":\"c\",\"image\":\"web:2\"}]}}}}")
        .then()
        .statusCode(200);
    admin
        .get(now + "/web")
        .then()
        .body("spec.replicas", equalTo(3))
        .body("spec.template.spec.containers", hasSize(1))
        .body("spec.template.spec.containers[0].image", equalTo("web:2"));
    admin
        .patch(now + "/web", Administrator.MERGE, "{\"spec\":{\"paused\":true}}")
        .then()
        .statusCode(200);
    Response read = admin.get(old + "/web");
    read.then().body("spec.paused", equalTo(true));
    admin
        .put(old + "/web", read.asString().replace("web:2", "web:3"))
        .then()
        .statusCode(200)
        .body("metadata.generation", equalTo(5));
    admin.put(old + "/web", read.asString()).then().statusCode(409);
  }

  @Test
  void statusScaleAndApply() {
    String namespace = admin.namespace();
    String old = path("extensions/v1beta1", namespace, "deployments");
    String now = path("apps/v1", namespace, "deployments");
    admin
        .patch(old + "/web?fieldManager=m", "application/apply-patch+yaml", DEPLOYMENT)
        .then()
        .statusCode(201)
        .body("metadata.managedFields[0].operation", equalTo("Apply"))
        .body("metadata.managedFields[0].apiVersion", equalTo("extensions/v1beta1"));
    admin
        .patch(
            now + "/web?fieldManager=m",
            "application/apply-patch+yaml",
            DEPLOYMENT
                .replace("extensions/v1beta1", "apps/v1")
                .replace(
                    "\"template\"",
                    "\"selector\":{\"matchLabels\":{\"app\":\"web\"}},\"replicas\":2,\"template\""))
        .then()
        .statusCode(200)
        .body("metadata.managedFields", hasSize(1))
        .body("metadata.managedFields[0].apiVersion", equalTo("apps/v1"))
        .body("spec.replicas", equalTo(2));
    admin
        .patch(old + "/web/scale", Administrator.MERGE, "{\"spec\":{\"replicas\":5}}")
        .then()
        .statusCode(200)
        .body("kind", equalTo("Scale"))
        .body("spec.replicas", equalTo(5))
        .body("status.selector", equalTo("app=web"));
    admin
        .patch(
            old + "/web/status",
            Administrator.MERGE,
            "{\"spec\":{\"replicas\":9},\"status\":{\"replicas\":5}}")
        .then()
        .statusCode(200)
        .body("apiVersion", equalTo("extensions/v1beta1"))
        .body("spec.replicas", equalTo(5))
        .body("status.replicas", equalTo(5));
    admin
        .request()
        .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
        .get(old)
        .then()
        .statusCode(200)
        .body("rows[0].cells[0]", equalTo("web"))
        .body("rows[0].cells[1]", equalTo("0/5"));
    admin.delete(old + "/web").then().statusCode(200).header("Warning", WARNING);
  }

  @Test
  void ingressesConvertBothWays() {
    String namespace = admin.namespace();
    String old = path("extensions/v1beta1", namespace, "ingresses");
    String now = path("networking.k8s.io/v1", namespace, "ingresses");
    admin
        .post(
            old,
            "{\"metadata\":{\"name\":\"i\"},\"spec\":{\"backend\":{\"serviceName\":\"d\","
                + "\"servicePort\":\"http\"},\"rules\":[{\"host\":\"a.example\",\"http\":{\"paths\":"
                + "[{\"path\":\"/x\",\"backend\":{\"serviceName\":\"s\",\"servicePort\":80}}]}}]}}")
        .then()
        .statusCode(201)
        .header(
            "Warning",
            "299 - \"extensions/v1beta1 Ingress is deprecated in v1.14+, unavailable in v1.22+;"
                + " use networking.k8s.io/v1 Ingress\"")
        .body("spec.rules[0].http.paths[0].pathType", equalTo("ImplementationSpecific"))
        .body("spec.rules[0].http.paths[0].backend.servicePort", equalTo(80));
    admin
        .get(now + "/i")
        .then()
        .body("spec.defaultBackend.service.port.name", equalTo("http"))
        .body("spec.rules[0].http.paths[0].backend.service.name", equalTo("s"))
        .body("spec.rules[0].http.paths[0].backend.service.port.number", equalTo(80))
        .body("spec", not(hasKey("backend")));
    admin
        .post(
            now,
            "{\"metadata\":{\"name\":\"n\"},\"spec\":{\"defaultBackend\":{\"service\":"
                + "{\"name\":\"s\",\"port\":{\"number\":81}}}}}")
        .then()
        .statusCode(201);
    admin
        .get(path("networking.k8s.io/v1beta1", namespace, "ingresses") + "/n")
        .then()
        .body("spec.backend.serviceName", equalTo("s"))
        .body("spec.backend.servicePort", equalTo(81))
        .body("spec", not(hasKey("defaultBackend")));
  }

  @Test
  void whatIsWrongIsSaidOfTheSuccessor() {
    String namespace = admin.namespace();
    Response refused =
        admin.post(
            path("apps/v1beta1", namespace, "deployments"),
            "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"replicas\":-1,\"template\":"
                + TEMPLATE
                + "}}");
    refused.then().statusCode(422).body("details.causes.field", hasItem("spec.replicas"));
    assertTrue(refused.header("Warning").contains("use apps/v1 Deployment"));
    admin
        .request()
        .contentType("application/vnd.kubernetes.protobuf")
        .body(new byte[] {'k', '8', 's', 0})
        .post(path("apps/v1beta1", namespace, "deployments"))
        .then()
        .statusCode(415);
    admin
        .request()
        .header("Accept", "application/vnd.kubernetes.protobuf")
        .get(path("apps/v1beta1", namespace, "deployments"))
        .then()
        .statusCode(406);
  }

  @Test
  void aWatchShowsTheVersionOfItsPath() {
    String namespace = admin.namespace();
    admin
        .post(
            path("apps/v1beta1", namespace, "deployments"),
            DEPLOYMENT.replace("extensions", "apps"))
        .then()
        .statusCode(201)
        .body("spec.revisionHistoryLimit", equalTo(2));
    String event =
        admin
            .get(path("apps/v1beta2", namespace, "deployments") + "?watch=true&timeoutSeconds=1")
            .asString();
    assertTrue(
        event.startsWith(
            "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1beta2\""),
        event);
  }

  @Test
  void reviewsAnswerInTheirVersion() {
    admin
        .post(
            "/apis/authorization.k8s.io/v1beta1/subjectaccessreviews",
            "{\"spec\":{\"user\":\"nobody\",\"group\":[\"system:masters\"],"
                + "\"resourceAttributes\":{\"verb\":\"get\",\"resource\":\"pods\"}}}")
        .then()
        .statusCode(201)
        .body("apiVersion", equalTo("authorization.k8s.io/v1beta1"))
        .body("spec.group", equalTo(List.of("system:masters")))
        .body("status.allowed", equalTo(true));
  }

  @Test
  void theyAreInDiscoveryButNeverPreferred() {
    admin
        .get("/apis/apps")
        .then()
        .body("preferredVersion.version", equalTo("v1"))
        .body("versions.version", equalTo(List.of("v1", "v1beta2", "v1beta1")));
    List<String> groups = admin.get("/apis").path("groups.name");
    assertEquals("extensions", groups.getLast());
    admin
        .get("/apis/extensions/v1beta1")
        .then()
        .body("resources.name", hasItems("deployments", "deployments/scale", "ingresses"))
        .body("resources.find { it.name == 'deployments' }", not(hasKey("shortNames")))
        .body("resources.find { it.name == 'deployments' }", not(hasKey("categories")));
    admin
        .get("/openapi/v3/apis/extensions/v1beta1")
        .then()
        .statusCode(200)
        .body(
            "components.schemas.'io.k8s.api.extensions.v1beta1.IngressBackend'.properties",
            hasKey("servicePort"));
  }

  @Test
  void aDefinitionWithoutASchemaServesObjects() {
    admin
        .post(
            "/apis/apiextensions.k8s.io/v1beta1/customresourcedefinitions",
            "{\"metadata\":{\"name\":\"cars.old.example.com\"},\"spec\":{\"group\":"
                + "\"old.example.com\",\"version\":\"v1\",\"scope\":\"Namespaced\","
                + "\"names\":{\"kind\":\"Car\",\"plural\":\"cars\"}}}")
        .then()
        .statusCode(201)
        .body("spec.version", equalTo("v1"));
    admin
        .get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/cars.old.example.com")
        .then()
        .body("spec.versions[0].storage", equalTo(true));
    // The server serves it in a moment; its kind is known as soon as it is accepted.
    String path = path("old.example.com/v1", admin.namespace(), "cars");
    for (int i = 0; i < 100 && admin.get(path).statusCode() != 200; i++) Thread.onSpinWait();
    admin
        .post(
            path,
            "{\"apiVersion\":\"old.example.com/v1\",\"kind\":\"Car\",\"metadata\":"
                + "{\"name\":\"c\"},\"spec\":{\"wheels\":4}}")
        .then()
        .statusCode(201)
        .body("spec.wheels", equalTo(4));
  }

  @Test
  void whatMayHaveBeenMeantIsAWarning() {
    String path = path("batch/v1", admin.namespace(), "jobs") + "?dryRun=All&fieldValidation=";
    String job =
        "{\"metadata\":{\"name\":\"j\"},\"spec\":{\"template\":{\"spec\":{\"backoffLimit\":2,"
            + "\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}";
    String hint = "299 - \"spec.template.spec.backoffLimit: did you mean spec.backoffLimit?\"";
    Response strict = admin.post(path + "Strict", job);
    strict
        .then()
        .statusCode(400)
        .body(
            "message",
            equalTo(
                "Job in version \"v1\" cannot be handled as a Job: strict decoding error: unknown"
                    + " field \"spec.template.spec.backoffLimit\""));
    assertEquals(List.of(hint), strict.headers().getValues("Warning"));
    Response warned = admin.post(path + "Warn", job);
    warned.then().statusCode(201);
    assertEquals(
        List.of("299 - \"unknown field \\\"spec.template.spec.backoffLimit\\\"\"", hint),
        warned.headers().getValues("Warning"));
    assertEquals(List.of(), admin.post(path + "Ignore", job).headers().getValues("Warning"));
  }

  @Test
  void webhooksOfOldMayHaveSideEffects() {
    String old = "/apis/admissionregistration.k8s.io/v1beta1/validatingwebhookconfigurations";
    String now = old.replace("v1beta1", "v1");
    String configuration =
        "{\"metadata\":{\"name\":\"old\"},\"webhooks\":[{\"name\":\"a.old.example.com\","
            + "\"clientConfig\":{\"url\":\"https://127.0.0.1:1/\"}}]}";
    admin.post(now, configuration).then().statusCode(422);
    admin
        .post(old, configuration)
        .then()
        .statusCode(201)
        .body("webhooks[0].failurePolicy", equalTo("Ignore"))
        .body("webhooks[0].sideEffects", equalTo("Unknown"))
        .body("webhooks[0].admissionReviewVersions", equalTo(List.of("v1beta1")));
    admin
        .patch(now + "/old", Administrator.MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}")
        .then()
        .statusCode(200)
        .body("webhooks[0].matchPolicy", equalTo("Exact"));
    admin.delete(old + "/old").then().statusCode(200);
  }
}
