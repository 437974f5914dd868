package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With {@code skiff.removed-api-versions=false} a server serves what upstream's does. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
@TestProfile(RemovedVersionsOffTest.Off.class)
class RemovedVersionsOffTest {
  @Inject Administrator admin;

  /** The option. */
  public static final class Off implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("skiff.removed-api-versions", "false");
    }
  }

  @Test
  void theyAreNotThere() {
    admin.get("/apis/extensions/v1beta1/deployments").then().statusCode(404);
    admin.get("/apis/apps/v1beta1/namespaces/default/deployments").then().statusCode(404);
    admin.get("/openapi/v3/apis/apps/v1beta1").then().statusCode(404);
    admin.get("/apis").then().body("groups.name", not(hasItem("extensions")));
    admin.get("/apis/apps").then().body("versions.version", equalTo(List.of("v1")));
  }
}
