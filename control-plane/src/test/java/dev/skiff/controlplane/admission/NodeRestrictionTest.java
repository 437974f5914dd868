package dev.skiff.controlplane.admission;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.Authorizer;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.auth.certificates.CertificateRequests;
import dev.skiff.controlplane.informer.FakeClusterState;
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
              "{'metadata':{'namespace':'a','name':'mine','uid':'u1'},'spec':{'nodeName':'n1','volumes':["
                  + "{'name':'t','projected':{'sources':[{'serviceAccountToken':{}},"
                  + "{'serviceAccountToken':{'audience':'vault'}}]}},"
                  + "{'name':'v','persistentVolumeClaim':{'claimName':'data'}}]}}")
          .put(
              "pods",
              "{'metadata':{'namespace':'a','name':'other','uid':'u2'},'spec':{'nodeName':'n2'}}");
  private final NodeRestriction plugin =
      new NodeRestriction(
          state,
          new NodeTokenRestriction(
              state,
              asked ->
                  new Authorizer.Decision(
                      asked.resource().equals("granted")
                              && asked.verb().equals("request-serviceaccounts-token-audience")
                          ? Authorizer.Verdict.ALLOW
                          : Authorizer.Verdict.NO_OPINION,
                      "")));

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
  void notItsOwners() {
    String owned =
        "{'metadata':{'name':'n1','ownerReferences':[{'apiVersion':'v1','kind':'ConfigMap','name':'x','uid':'u'}]}}";
    for (String subresource : new String[] {"", "status"}) {
      assertEquals(
          "nodes \"n1\" is forbidden: node \"n1\" is not allowed to modify ownerReferences",
          refused(
              Requests.request(
                  Operation.UPDATE,
                  "nodes",
                  subresource,
                  "",
                  owned,
                  "{'metadata':{'name':'n1'}}",
                  N1)));
    }
    allowed(Requests.request(Operation.UPDATE, "nodes", "", "", owned, owned, N1));
  }

  @Test
  void nobodyWithoutName() {
    UserInfo nameless = new UserInfo("system:node:", "", List.of("system:nodes"), Map.of());
    String pod = "{'metadata':{'name':'p'},'spec':{}}";
    assertEquals(
        "pods \"p\" is forbidden: could not determine node from user \"system:node:\"",
        refused(Requests.request(Operation.DELETE, "pods", "", "a", null, pod, nameless)));
  }

  @Test
  void mirrorPodsOfItsOwn() {
    state.put("nodes", "{'metadata':{'name':'n1','uid':'u7'}}");
    allowed(create("pods", "", mirror("u7", "'nodeName':'n1'")));
    assertEquals(
        "pods \"m\" is forbidden: node n1 UID mismatch: expected u8 got u7",
        refused(create("pods", "", mirror("u8", "'nodeName':'n1'"))));
    assertEquals(
        "pods \"m\" is forbidden: node \"n1\" can only create pods with an owner reference set to"
            + " itself",
        refused(
            create(
                "pods",
                "",
                "{'metadata':{'name':'m','annotations':{'kubernetes.io/config.mirror':'x'}},'spec':{'nodeName':'n1'}}")));
    Map.of(
            "'resourceClaims':[{'name':'c','resourceClaimName':'x'}]", "resourceclaims",
            "'serviceAccountName':'sa'", "serviceaccounts",
            "'volumes':[{'name':'v','secret':{'secretName':'s'}}]", "secrets",
            "'volumes':[{'name':'v','csi':{'driver':'d'}}]", "csidrivers (via CSI volumes)",
            "'volumes':[{'name':'v','projected':{'sources':[{'serviceAccountToken':{'path':'t'}}]}}]",
                "serviceaccounts (via projected volumes)")
        .forEach(
            (part, resource) ->
                assertEquals(
                    "pods \"m\" is forbidden: node \"n1\" can not create pods that reference "
                        + resource,
                    refused(create("pods", "", mirror("u7", "'nodeName':'n1'," + part)))));
  }

  private static String mirror(String uid, String spec) {
    return ("{'metadata':{'name':'m','annotations':{'kubernetes.io/config.mirror':'x'},'ownerReferences':["
            + "{'apiVersion':'v1','kind':'Node','name':'n1','uid':'%s','controller':true}]},'spec':{%s}}")
        .formatted(uid, spec);
  }

  @Test
  void noClaimsOfItsPods() {
    String mine = "{'metadata':{'name':'mine'},'spec':{'nodeName':'n1'},'status':{%s}}";
    Map.of(
            "'resourceClaimStatuses':[{'name':'c','resourceClaimName':'other'}]",
            "resource claim statues",
            "'extendedResourceClaimStatus':{'resourceClaimName':'other'}",
            "extended resource claim status")
        .forEach(
            (field, what) -> {
              String changed = mine.formatted(field);
              assertEquals(
                  "pods \"mine\" is forbidden: node \"n1\" cannot update " + what,
                  refused(
                      Requests.request(
                          Operation.UPDATE,
                          "pods",
                          "status",
                          "a",
                          changed,
                          mine.formatted(""),
                          N1)));
              allowed(
                  Requests.request(Operation.UPDATE, "pods", "status", "a", changed, changed, N1));
            });
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

  @Test
  void tokensForWhatThePodAsksFor() {
    String request =
        "{'metadata':{'name':'sa'},'spec':{'audiences':[%s],'boundObjectRef':{'kind':'Pod',"
            + "'apiVersion':'v1','name':'mine','uid':'u1'}}}";
    allowed(create("serviceaccounts", "token", request.formatted("'vault'")));
    allowed(create("serviceaccounts", "token", request.formatted("'granted'")));
    assertEquals(
        "serviceaccounts \"sa\" is forbidden: audience \"storage\" not found in pod spec volume,"
            + " system:node:n1 is not authorized to request tokens for this audience",
        refused(create("serviceaccounts", "token", request.formatted("'storage'"))));
    assertEquals(
        "serviceaccounts \"sa\" is forbidden: node may only request 0 or 1 audiences",
        refused(create("serviceaccounts", "token", request.formatted("'vault','granted'"))));
    state
        .put(
            "persistentvolumeclaims",
            "{'metadata':{'namespace':'a','name':'data'},'spec':{'volumeName':'pv'}}")
        .put("persistentvolumes", "{'metadata':{'name':'pv'},'spec':{'csi':{'driver':'d'}}}")
        .put(
            "csidrivers.storage.k8s.io",
            "{'metadata':{'name':'d'},'spec':{'tokenRequests':[{'audience':'storage'}]}}");
    allowed(create("serviceaccounts", "token", request.formatted("'storage'")));
  }

  @Test
  void certificatesInItsOwnNameOnly() {
    String request =
        "{'metadata':{'name':'c'},'spec':{'signerName':'kubernetes.io/%s','request':'%s'}}";
    String mine = CertificateRequests.encoded("system:node:n1");
    String other = CertificateRequests.encoded("system:node:n2");
    String requests = "certificatesigningrequests.certificates.k8s.io";
    allowed(create(requests, "", request.formatted("kubelet-serving", mine)));
    allowed(create(requests, "", request.formatted("kube-apiserver-client", other)));
    assertEquals(
        "certificatesigningrequests.certificates.k8s.io \"c\" is forbidden: can only create a node"
            + " CSR with CN=system:node:n1",
        refused(create(requests, "", request.formatted("kube-apiserver-client-kubelet", other))));
    String hidden = CertificateRequests.encoded(CertificateRequests.HIDDEN_NODE);
    refused(create(requests, "", request.formatted("kube-apiserver-client-kubelet", hidden)));
  }

  @Test
  void sizesOfClaims() {
    String claim =
        "{'metadata':{'name':'c','resourceVersion':'%s'},'spec':{'volumeName':'%s'},'status':{'capacity':{'storage':'%s'}}}";
    AdmissionRequest grown =
        Requests.request(
            Operation.UPDATE,
            "persistentvolumeclaims",
            "status",
            "a",
            claim.formatted("2", "v", "2Gi"),
            claim.formatted("1", "v", "1Gi"),
            N1);
    allowed(grown);
    assertEquals(
        "persistentvolumeclaims \"c\" is forbidden: node \"n1\" is not allowed to update fields other"
            + " than status.quantity and status.conditions",
        refused(
            Requests.request(
                Operation.UPDATE,
                "persistentvolumeclaims",
                "status",
                "a",
                claim.formatted("2", "other", "2Gi"),
                claim.formatted("1", "v", "1Gi"),
                N1)));
    assertEquals(
        "persistentvolumeclaims \"c\" is forbidden: may only update PVC status",
        refused(create("persistentvolumeclaims", "", claim.formatted("1", "v", "1Gi"))));
  }

  @Test
  void slicesOfItsOwn() {
    String slice = "{'metadata':{'name':'s'},'spec':{'nodeName':'%s'}}";
    allowed(create("resourceslices.resource.k8s.io", "", slice.formatted("n1")));
    assertEquals(
        "resourceslices.resource.k8s.io \"s\" is forbidden: can only create ResourceSlice with the"
            + " same NodeName as the requesting node",
        refused(create("resourceslices.resource.k8s.io", "", slice.formatted("n2"))));
  }
}
