package dev.skiff.controlplane.api.flowcontrol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.controlplane.api.Administrator;
import dev.skiff.controlplane.api.ServerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The condition Dangling follows the priority level. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class FlowSchemaConditionsTest {
  private static final String GROUP = "/apis/flowcontrol.apiserver.k8s.io/v1/";

  @Inject Administrator admin;

  private final String name = "test-" + UUID.randomUUID();
  private final String schema = GROUP + "flowschemas/" + name;
  private final String level = GROUP + "prioritylevelconfigurations/" + name;

  /** The schema, once its only condition has this status. */
  private JsonPath awaitStatus(String status) throws InterruptedException {
    JsonPath found = null;
    for (int i = 0; i < 100; i++) {
      found = admin.get(schema).jsonPath();
      if (status.equals(found.getString("status.conditions[0].status"))) break;
      Thread.sleep(50);
    }
    assertEquals(status, found.getString("status.conditions[0].status"));
    assertEquals(1, found.getList("status.conditions").size());
    return found;
  }

  @Test
  void saysWhetherThePriorityLevelIsThere() throws Exception {
    admin
        .post(
            GROUP + "flowschemas",
            "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"priorityLevelConfiguration\":{\"name\":\"%s\"}}}"
                .formatted(name, name))
        .then()
        .statusCode(201);
    JsonPath missing = awaitStatus("True");
    assertEquals("NotFound", missing.getString("status.conditions[0].reason"));
    assertEquals(
        "This FlowSchema references the PriorityLevelConfiguration object named \"%s\" but there is no such object"
            .formatted(name),
        missing.getString("status.conditions[0].message"));
    String owner = "metadata.managedFields.find { it.subresource == 'status' }.";
    assertEquals(
        "api-priority-and-fairness-config-consumer-v1", missing.getString(owner + "manager"));
    assertEquals("Apply", missing.getString(owner + "operation"));

    admin
        .post(
            GROUP + "prioritylevelconfigurations",
            "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"type\":\"Limited\",\"limited\":{\"limitResponse\":{\"type\":\"Reject\"}}}}"
                .formatted(name))
        .then()
        .statusCode(201);
    assertEquals("Found", awaitStatus("False").getString("status.conditions[0].reason"));

    admin
        .patch(
            schema + "/status",
            Administrator.MERGE,
            "{\"status\":{\"conditions\":[{\"type\":\"Dangling\",\"status\":\"True\"}]}}")
        .then()
        .statusCode(200);
    awaitStatus("False");
    admin.delete(level);
    awaitStatus("True");
    admin.delete(schema);
  }
}
