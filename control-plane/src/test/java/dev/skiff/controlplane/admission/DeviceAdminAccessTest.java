package dev.skiff.controlplane.admission;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.FakeClusterState;
import org.junit.jupiter.api.Test;

class DeviceAdminAccessTest {
  private static final String CLAIMS = "resourceclaims.resource.k8s.io";
  private static final String REQUESTS =
      "{'devices':{'requests':[{'name':'a','firstAvailable':[]},{'name':'b','exactly':{'deviceClassName':'c','adminAccess':true}}]}}";
  private static final String CLAIM = "{'metadata':{'name':'c'},'spec':" + REQUESTS + "}";
  private static final String ALLOCATED =
      "{'metadata':{'name':'c'},'status':{'allocation':{'devices':{'results':[{'request':'b','adminAccess':true}]}}}}";

  private final DeviceAdminAccess plugin =
      new DeviceAdminAccess(
          new FakeClusterState()
              .put("namespaces", "{'metadata':{'name':'plain'}}")
              .put(
                  "namespaces",
                  "{'metadata':{'name':'admins','labels':{'resource.kubernetes.io/admin-access':'true'}}}"));

  private void create(String resource, String namespace, String object) {
    plugin.validate(Requests.create(resource, namespace, object));
  }

  private void allocate(String namespace, String before) {
    plugin.validate(
        Requests.request(
            Operation.UPDATE, CLAIMS, "status", namespace, ALLOCATED, before, Requests.USER));
  }

  @Test
  void aLabelOfTheNamespaceAllowsIt() {
    assertDoesNotThrow(() -> create(CLAIMS, "admins", CLAIM));
    assertEquals(
        "Kind.resource.k8s.io \"c\" is invalid: spec.devices.requests[1].adminAccess: Forbidden:"
            + " admin access to devices requires the `resource.kubernetes.io/admin-access: true`"
            + " label on the containing namespace",
        assertThrows(StatusException.class, () -> create(CLAIMS, "plain", CLAIM)).getMessage());
  }

  @Test
  void templatesNeedItToo() {
    String template = "{'metadata':{'name':'t'},'spec':{'spec':" + REQUESTS + "}}";
    String templates = "resourceclaimtemplates.resource.k8s.io";
    assertDoesNotThrow(() -> create(templates, "admins", template));
    assertThrows(StatusException.class, () -> create(templates, "plain", template));
  }

  @Test
  void whatWasAllocatedStays() {
    assertDoesNotThrow(() -> allocate("admins", CLAIM));
    assertDoesNotThrow(() -> allocate("plain", ALLOCATED));
    assertThrows(StatusException.class, () -> allocate("plain", CLAIM));
  }

  @Test
  void requestsOfOthersAreNoConcern() {
    assertDoesNotThrow(
        () -> create(CLAIMS, "plain", "{'metadata':{'name':'c'},'spec':{'devices':{}}}"));
  }
}
