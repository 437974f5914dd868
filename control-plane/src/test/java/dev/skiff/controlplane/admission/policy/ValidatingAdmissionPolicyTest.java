package dev.skiff.controlplane.admission.policy;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skiff.controlplane.api.Administrator;
import dev.skiff.controlplane.api.ServerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Policies and bindings on the running server; the messages are those of kube-apiserver v1.35.4.
 */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class ValidatingAdmissionPolicyTest {
  private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
  private static final String POLICIES = GROUP + "validatingadmissionpolicies";
  private static final String BINDINGS = GROUP + "validatingadmissionpolicybindings";
  private static final String CONFIG_MAPS =
      "'resourceRules':[{'operations':['CREATE','UPDATE'],'apiGroups':[''],'apiVersions':['v1'],"
          + "'resources':['configmaps']}]";

  @Inject Administrator admin;

  private final Deque<String> made = new ArrayDeque<>();
  private String namespace;
  private String configMaps;

  @BeforeEach
  void start() {
    namespace = admin.namespace();
    configMaps = "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  @AfterEach
  void stop() {
    made.forEach(path -> admin.delete(path).then().statusCode(200));
  }

  private static String json(String text) {
    return text.replace('\'', '"').replace('`', '\'');
  }

  private void make(String path, String name, String body) {
    admin.post(path, body).then().statusCode(201);
    made.push(path + "/" + name);
    // A read waits until the server has seen all that was written.
    admin.get(path + "/" + name).then().statusCode(200);
  }

  private void policy(String name, String spec) {
    make(
        POLICIES,
        name,
        json(
            "{'metadata':{'name':'%s'},'spec':{'matchConstraints':{%s},%s}}"
                .formatted(name, CONFIG_MAPS, spec)));
  }

  private void bind(String policy, String more) {
    make(
        BINDINGS,
        policy,
        json(
            "{'metadata':{'name':'%s'},'spec':{'policyName':'%s','matchResources':{'namespaceSelector':{'matchLabels':{'kubernetes.io/metadata.name':'%s'}}},%s}}"
                .formatted(policy, policy, namespace, more)));
  }

  private Response create(String name, String value) {
    return admin.post(
        configMaps, json("{'metadata':{'name':'%s'},'data':{'k':'%s'}}".formatted(name, value)));
  }

  @Test
  void deniesWithTheMessageOfAnExpression() {
    policy(
        "message",
        "'variables':[{'name':'k','expression':'object.data.k'}],"
            + "'validations':[{'expression':'variables.k != `bad`','messageExpression':'`no ` + variables.k'}]");
    bind("message", "'validationActions':['Deny']");
    create("good", "fine").then().statusCode(201);
    create("bad", "bad")
        .then()
        .statusCode(422)
        .body("reason", equalTo("Invalid"))
        .body(
            "message",
            equalTo(
                "configmaps \"bad\" is forbidden: ValidatingAdmissionPolicy 'message' with binding"
                    + " 'message' denied request: no bad"))
        .body(
            "details.causes[0].message",
            equalTo(
                "ValidatingAdmissionPolicy 'message' with binding 'message' denied request: no"
                    + " bad"));
  }

  @Test
  void warnsAndGoesOn() {
    policy("warning", "'validations':[{'expression':'has(object.data.other)'}]");
    bind("warning", "'validationActions':['Warn','Audit']");
    create("warned", "x")
        .then()
        .statusCode(201)
        .header(
            "Warning",
            containsString(
                "Validation failed for ValidatingAdmissionPolicy 'warning' with binding 'warning':"
                    + " failed expression: has(object.data.other)"));
  }

  @Test
  void nobodyReadsParametersThatHeMayNot() {
    String rbac = "/apis/rbac.authorization.k8s.io/v1/";
    make(
        rbac + "clusterroles",
        "writes-policies",
        json(
            "{'metadata':{'name':'writes-policies'},'rules':[{'apiGroups':['admissionregistration.k8s.io'],'resources':['*'],'verbs':['*']},"
                + "{'apiGroups':[''],'resources':['configmaps'],'verbs':['get','list']}]}"));
    make(
        rbac + "clusterrolebindings",
        "writes-policies",
        json(
            "{'metadata':{'name':'writes-policies'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'writes-policies'},"
                + "'subjects':[{'apiGroup':'rbac.authorization.k8s.io','kind':'User','name':'eve'}]}"));
    String policy =
        "{'metadata':{'name':'%s'},'spec':{'matchConstraints':{"
            + CONFIG_MAPS
            + "},'paramKind':{'apiVersion':'v1','kind':'%s'},'validations':[{'expression':'true'}]}}";
    asEve(POLICIES, policy.formatted("of-maps", "ConfigMap")).then().statusCode(201);
    made.push(POLICIES + "/of-maps");
    asEve(POLICIES, policy.formatted("of-secrets", "Secret"))
        .then()
        .statusCode(422)
        .body("details.causes[0].field", equalTo("spec.paramKind"))
        .body(
            "message",
            equalTo(
                "ValidatingAdmissionPolicy.admissionregistration.k8s.io \"of-secrets\" is invalid:"
                    + " spec.paramKind: Forbidden: user &{eve  [system:authenticated] map[]} must"
                    + " have \"get\" permission on all objects of the referenced paramKind"
                    + " (kind=Secret, apiVersion=v1)"));
    make(POLICIES, "of-secrets", json(policy.formatted("of-secrets", "Secret")));
    String binding =
        "{'metadata':{'name':'%s'},'spec':{'policyName':'%s','validationActions':['Deny'],"
            + "'paramRef':{'name':'crown','namespace':'kube-system','parameterNotFoundAction':'Allow'}}}";
    asEve(BINDINGS, binding.formatted("to-maps", "of-maps")).then().statusCode(201);
    made.push(BINDINGS + "/to-maps");
    asEve(BINDINGS, binding.formatted("to-secrets", "of-secrets"))
        .then()
        .statusCode(422)
        .body("details.causes[0].field", equalTo("spec.paramRef"))
        .body("message", containsString("does not have \"get\" permission on the object"));
    asEve(BINDINGS, binding.formatted("to-nothing", "missing"))
        .then()
        .statusCode(422)
        .body("message", containsString("unable to get policy missing to determine"));
  }

  private Response asEve(String path, String body) {
    return admin
        .request()
        .header("Impersonate-User", "eve")
        .contentType("application/json")
        .body(json(body))
        .post(path);
  }

  @Test
  void readsParametersOfTheNamespace() {
    policy(
        "params",
        "'paramKind':{'apiVersion':'v1','kind':'ConfigMap'},"
            + "'matchConditions':[{'name':'others','expression':'object.metadata.name != `limits`'}],"
            + "'validations':[{'expression':'size(object.data.k) <= int(params.data.most)','reason':'Forbidden'}]");
    admin
        .post(configMaps, json("{'metadata':{'name':'limits'},'data':{'most':'3'}}"))
        .then()
        .statusCode(201);
    bind(
        "params",
        "'validationActions':['Deny'],'paramRef':{'name':'limits','parameterNotFoundAction':'Deny'}");
    create("short", "abc").then().statusCode(201);
    create("long", "abcd")
        .then()
        .statusCode(403)
        .body("reason", equalTo("Forbidden"))
        .body(
            "message",
            containsString("denied request: failed expression: size(object.data.k) <= int("));
    admin.delete(configMaps + "/limits").then().statusCode(200);
    admin.get(configMaps).then().statusCode(200);
    create("before", "x")
        .then()
        .statusCode(422)
        .body(
            "message",
            containsString(
                "failed to configure binding: no params found for policy binding with `Deny`"
                    + " parameterNotFoundAction"));
  }

  @Test
  void failsOrIgnoresWhatCannotBeEvaluated() {
    policy("failing", "'validations':[{'expression':'object.absent.field == 1'}]");
    bind("failing", "'validationActions':['Deny']");
    create("one", "x")
        .then()
        .statusCode(422)
        .body(
            "message",
            containsString(
                "expression 'object.absent.field == 1' resulted in error: no such key: absent"));
    policy(
        "ignoring",
        "'failurePolicy':'Ignore','validations':[{'expression':'object.absent.field == 1'}]");
    bind("ignoring", "'validationActions':['Deny']");
    admin.delete(BINDINGS + "/failing").then().statusCode(200);
    made.remove(BINDINGS + "/failing");
    admin.get(BINDINGS).then().statusCode(200);
    create("one", "x").then().statusCode(201);
  }

  @Test
  void knowsTheRequestTheNamespaceAndTheAuthorizer() {
    policy(
        "context",
        "'validations':[{'expression':'request.operation == `CREATE` && request.resource.resource == `configmaps` && namespaceObject.metadata.name == request.namespace && oldObject == null && authorizer.requestResource.check(`create`).allowed()'}]");
    bind("context", "'validationActions':['Deny']");
    create("known", "x").then().statusCode(201);
  }

  @Test
  void refusesExpressionsThatDoNotCompile() {
    admin
        .post(
            POLICIES,
            json(
                "{'metadata':{'name':'wrong'},'spec':{'matchConstraints':{%s},'validations':[{'expression':'object.x + 1'},{'expression':'foo'}]}}"
                    .formatted(CONFIG_MAPS)))
        .then()
        .statusCode(422)
        .body(
            "details.causes.find { it.field == 'spec.validations[1].expression' }.message",
            containsString(
                "compilation failed: ERROR: <input>:1:1: undeclared reference to 'foo' (in"
                    + " container '')"));
  }

  @Test
  void refusesBindingsThatContradictThemselves() {
    admin
        .post(
            BINDINGS,
            json(
                "{'metadata':{'name':'wrong'},'spec':{'policyName':'x','validationActions':['Deny','Warn']}}"))
        .then()
        .statusCode(422)
        .body("details.causes.field", hasItem("spec.validationActions"))
        .body("message", containsString("must not contain both Deny and Warn"));
  }

  @Test
  void checksTypes() throws Exception {
    policy("types", "'validations':[{'expression':'object.data.k == `a` && object.dta == `b`'}]");
    JsonNode status = null;
    for (int attempt = 0; attempt < 100; attempt++) {
      String body = admin.get(POLICIES + "/types").asString();
      status = new ObjectMapper().readTree(body).path("status");
      if (status.has("observedGeneration")) break;
      Thread.sleep(50);
    }
    assertEquals(1, status.path("observedGeneration").asInt());
    JsonNode warning = status.at("/typeChecking/expressionWarnings/0");
    assertEquals("spec.validations[0].expression", warning.path("fieldRef").asText());
    assertTrue(
        warning
            .path("warning")
            .asText()
            .startsWith("/v1, Kind=ConfigMap: ERROR: <input>:1:31: undefined field 'dta'"),
        warning::toString);
  }
}
