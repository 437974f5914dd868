package dev.skiff.controlplane.admission;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.FakeClusterState;
import dev.skiff.controlplane.auth.UserInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeRestrictionTest {
  private static final UserInfo N1 =
      new UserInfo("system:node:n1", "", List.of("system:nodes"), Map.of());

  private final FakeClusterState state =
      new FakeClusterState()
          .put(
              "pods",
              "{'metadata':{'namespace':'a','name':'mine','uid':'u1'},'spec':{'nodeName':'n1'}}")
          .put(
              "pods",
              "{'metadata':{'namespace':'a','name':'other','uid':'u2'},'spec':{'nodeName':'n2'}}");
  private final NodeRestriction plugin = new NodeRestriction(state);

  private void allowed(AdmissionRequest request) {
    assertDoesNotThrow(() -> plugin.validate(request));
  }

  private String refused(AdmissionRequest request) {
    return assertThrows(StatusException.class, () -> plugin.validate(request)).getMessage();
  }

  private static AdmissionRequest create(String resource, String subresource, String json) {
    return Requests.request(Operation.CREATE, resource, subresource, "a", json, null, N1);
  }

  @Test
  void itsOwnNodeWithLabelsOfItsOwn() {
    allowed(
        create(
            "nodes",
            "",
            "{'metadata':{'name':'n1','labels':{'kubernetes.io/os':'linux','x':'y'}}}"));
    assertEquals(
        "nodes \"n2\" is forbidden: node \"n1\" is not allowed to modify node \"n2\"",
        refused(create("nodes", "", "{'metadata':{'name':'n2'}}")));
    assertEquals(
        "nodes \"n1\" is forbidden: node \"n1\" is not allowed to set the following labels:"
            + " node-role.kubernetes.io/master",
        refused(
            create(
                "nodes",
                "",
                "{'metadata':{'name':'n1','labels':{'node-role.kubernetes.io/master':''}}}")));
  }

  @Test
  void notItsTaints() {
    assertEquals(
        "nodes \"n1\" is forbidden: node \"n1\" is not allowed to modify taints",
        refused(
            Requests.request(
                Operation.UPDATE,
                "nodes",
                "",
                "",
                "{'metadata':{'name':'n1'},'spec':{}}",
                "{'metadata':{'name':'n1'},'spec':{'taints':[{'key':'a'}]}}",
                N1)));
  }

  @Test
  void statusOfPodsOnItsNode() {
    String mine = "{'metadata':{'name':'mine'},'spec':{'nodeName':'n1'}}";
    String other = "{'metadata':{'name':'other'},'spec':{'nodeName':'n2'}}";
    allowed(Requests.request(Operation.UPDATE, "pods", "status", "a", mine, mine, N1));
    assertEquals(
        "pods \"other\" is forbidden: node \"n1\" can only update pod status for pods with"
            + " spec.nodeName set to itself",
        refused(Requests.request(Operation.UPDATE, "pods", "status", "a", other, other, N1)));
    refused(Requests.request(Operation.DELETE, "pods", "", "a", null, other, N1));
    refused(create("pods", "", mine));
  }

  @Test
  void tokensOfPodsOnItsNode() {
    String request =
        "{'metadata':{'name':'sa'},'spec':{'boundObjectRef':{'kind':'Pod','apiVersion':'v1',"
            + "'name':'%s','uid':'%s'}}}";
    allowed(create("serviceaccounts", "token", request.formatted("mine", "u1")));
    assertEquals(
        "serviceaccounts \"sa\" is forbidden: node requested token bound to a pod scheduled on a"
            + " different node",
        refused(create("serviceaccounts", "token", request.formatted("other", "u2"))));
    refused(create("serviceaccounts", "token", request.formatted("mine", "u2")));
    refused(create("serviceaccounts", "token", "{'metadata':{'name':'sa'},'spec':{}}"));
  }
}
