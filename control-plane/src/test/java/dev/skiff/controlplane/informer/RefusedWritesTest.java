package dev.skiff.controlplane.informer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.skiff.controlplane.api.Administrator;
import dev.skiff.controlplane.api.ServerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the API server writes by itself, and a policy refuses for a while, is written in the end.
 */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class RefusedWritesTest {
  private static final String ADMISSION = "/apis/admissionregistration.k8s.io/v1/";
  private static final String POLICIES = ADMISSION + "validatingadmissionpolicies";
  private static final String BINDINGS = ADMISSION + "validatingadmissionpolicybindings";

  @Inject Administrator admin;

  private final String name = "test-" + UUID.randomUUID();

  @BeforeEach
  void refuse() {
    create(
        POLICIES,
        """
        {'metadata':{'name':'%s'},'spec':{'matchConstraints':{'resourceRules':[{
         'operations':['UPDATE'],'apiGroups':['*'],'apiVersions':['*'],'resources':['*/*']}]},
         'matchConditions':[{'name':'own','expression':
          'request.userInfo.username == "system:apiserver" && request.name.contains("%s")'}],
         'validations':[{'expression':'false'}]}}
        """);
    create(
        BINDINGS,
        "{'metadata':{'name':'%s'},'spec':{'policyName':'%s','validationActions':['Deny']}}");
    // A read waits until the server has seen all that was written.
    admin.get(BINDINGS + "/" + name).then().statusCode(200);
  }

  @AfterEach
  void allow() {
    admin.delete(BINDINGS + "/" + name);
    admin.delete(POLICIES + "/" + name);
  }

  @Test
  void statusOfDefinitions() throws Exception {
    String group = name + ".example.com";
    String definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    create(
        definitions,
        """
        {'metadata':{'name':'links.%s.example.com'},'spec':{'group':'%s.example.com',
         'scope':'Namespaced','names':{'plural':'links','kind':'Link'},'versions':[{'name':'v1',
         'served':true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object'}}}]}}
        """);
    String path = definitions + "/links." + group;
    assertWrittenInTheEnd(path, "status.acceptedNames.kind", "Link");
    admin.delete(path).then().statusCode(200);
  }

  @Test
  void conditionsOfFlowSchemas() throws Exception {
    String schemas = "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas";
    create(
        schemas, "{'metadata':{'name':'%s'},'spec':{'priorityLevelConfiguration':{'name':'%s'}}}");
    assertWrittenInTheEnd(schemas + "/" + name, "status.conditions[0].reason", "NotFound");
    admin.delete(schemas + "/" + name).then().statusCode(200);
  }

  @Test
  void rulesOfAggregatedRoles() throws Exception {
    String roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
    create(
        roles,
        """
        {'metadata':{'name':'x-%s','labels':{'a':'%s'}},
         'rules':[{'apiGroups':[''],'resources':['pods'],'verbs':['get']}]}
        """);
    create(
        roles,
        """
        {'metadata':{'name':'%s'},
         'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'a':'%s'}}]}}
        """);
    assertWrittenInTheEnd(roles + "/" + name, "rules[0].verbs[0]", "get");
    assertEquals(
        "clusterrole-aggregation-controller",
        admin.get(roles + "/" + name).path("metadata.managedFields[0].manager"));
    admin.delete(roles + "/" + name).then().statusCode(200);
    admin.delete(roles + "/x-" + name).then().statusCode(200);
  }

  /** In the text, %s stands for the test's name, and single quotes for double ones. */
  private void create(String path, String json) {
    String text = json.replace("\"", "\\\"").replace('\'', '"').replace("%s", name);
    admin.post(path, text).then().statusCode(201);
  }

  private void assertWrittenInTheEnd(String path, String field, String value) throws Exception {
    Thread.sleep(300);
    assertNotEquals(value, admin.get(path).path(field), "while it is refused");
    allow();
    for (int i = 0; i < 200 && !value.equals(admin.get(path).path(field)); i++) Thread.sleep(50);
    assertEquals(value, admin.get(path).path(field));
  }
}
