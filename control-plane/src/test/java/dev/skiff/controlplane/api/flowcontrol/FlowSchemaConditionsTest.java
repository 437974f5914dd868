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

/** The condition Dangling follows the priority level, and what flow control begins with. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class FlowSchemaConditionsTest {
  private static final String GROUP = "/apis/flowcontrol.apiserver.k8s.io/v1/";

  private static final String SHARES = "spec.limited.nominalConcurrencyShares";

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

  @Test
  void thoseOfEveryClusterAreThereAndTheMandatoryOnesStayAsTheyAre() {
    String levels = GROUP + "prioritylevelconfigurations/";
    assertEquals(30, admin.get(levels + "system").jsonPath().getInt(SHARES));
    assertEquals(
        "api-priority-and-fairness-config-producer-v1",
        admin.get(levels + "exempt").jsonPath().getString("metadata.managedFields[0].manager"));
    String shares = "{\"spec\":{\"limited\":{\"nominalConcurrencyShares\":%d}}}";
    admin
        .patch(levels + "catch-all", Administrator.MERGE, shares.formatted(6))
        .then()
        .statusCode(422);
    admin
        .patch(levels + "system", Administrator.MERGE, shares.formatted(30))
        .then()
        .statusCode(200);
    String precedence = "{\"spec\":{\"matchingPrecedence\":9999}}";
    admin
        .patch(GROUP + "flowschemas/catch-all", Administrator.MERGE, precedence)
        .then()
        .statusCode(422);
  }
}
