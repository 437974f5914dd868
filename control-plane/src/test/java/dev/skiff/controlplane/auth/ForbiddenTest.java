package dev.skiff.controlplane.auth;

import static dev.skiff.controlplane.auth.Asked.path;
import static dev.skiff.controlplane.auth.Asked.resource;
import static dev.skiff.controlplane.auth.Asked.user;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The texts are what upstream's v1.35.4 answered. */
class ForbiddenTest {
  private final UserInfo user = user("x<y");

  @Test
  void collection() {
    var refused = Forbidden.of(resource(user, "list", "", "pods", "default", ""), "");
    assertEquals(
        "pods is forbidden: User \"x&lt;y\" cannot list resource \"pods\" in API group \"\" in the"
            + " namespace \"default\"",
        refused.getMessage());
    assertEquals(403, refused.code());
    assertEquals("{\"kind\":\"pods\"}", refused.status().path("details").toString());
  }

  @Test
  void subresourceWithAReason() {
    var refused =
        Forbidden.of(resource(user, "get", "apps", "deployments/scale", "", "foo"), "because");
    assertEquals(
        "deployments.apps \"foo\" is forbidden: User \"x&lt;y\" cannot get resource"
            + " \"deployments/scale\" in API group \"apps\" at the cluster scope: because",
        refused.getMessage());
    assertEquals(
        "{\"name\":\"foo\",\"group\":\"apps\",\"kind\":\"deployments\"}",
        refused.status().path("details").toString());
  }

  @Test
  void pathThatIsNoResource() {
    var refused = Forbidden.of(path(user, "get", "/foo"), "");
    assertEquals("forbidden: User \"x&lt;y\" cannot get path \"/foo\"", refused.getMessage());
    assertEquals("{}", refused.status().path("details").toString());
  }
}
