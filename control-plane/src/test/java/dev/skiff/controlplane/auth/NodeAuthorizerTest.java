package dev.skiff.controlplane.auth;

import static dev.skiff.controlplane.auth.Asked.node;
import static dev.skiff.controlplane.auth.Asked.resource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.informer.FakeClusterState;
import org.junit.jupiter.api.Test;

class NodeAuthorizerTest {
  private final FakeClusterState state = new FakeClusterState();
  private final NodeAuthorizer authorizer = new NodeAuthorizer(new NodeGraph(state), state);

  private static String pod(String name, String node) {
    return """
        {'metadata':{'namespace':'a','name':'%s'},'spec':{'nodeName':'%s','serviceAccountName':'sa',
          'containers':[{'env':[{'name':'X','valueFrom':{'secretKeyRef':{'name':'key'}}}],
            'envFrom':[{'configMapRef':{'name':'env'}}]}],
          'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'data'}},
            {'name':'p','projected':{'sources':[{'secret':{'name':'projected'}}]}}]}}
        """
        .formatted(name, node);
  }

  private boolean may(String node, String verb, String resource, String name) {
    return authorizer.authorize(resource(node(node), verb, "", resource, "a", name)).allowed();
  }

  @Test
  void readsWhatItsPodsReferTo() {
    state.put("pods", pod("one", "n1"));
    for (String secret : new String[] {"key", "projected"}) {
      assertTrue(may("n1", "get", "secrets", secret), secret);
      assertTrue(may("n1", "watch", "secrets", secret), secret);
      assertFalse(may("n2", "get", "secrets", secret), secret);
    }
    assertTrue(may("n1", "get", "configmaps", "env"));
    assertTrue(may("n1", "get", "persistentvolumeclaims", "data"));
    assertTrue(may("n1", "create", "serviceaccounts/token", "sa"));
    assertFalse(may("n1", "update", "secrets", "key"));
    assertFalse(may("n1", "get", "secrets", "other"));
    assertFalse(may("n1", "list", "secrets", ""));
    assertFalse(may("n2", "create", "serviceaccounts/token", "sa"));
  }

  @Test
  void aNodeWithoutNameReadsNothing() {
    state.put("pods", "{'metadata':{'namespace':'a','name':'unscheduled'},'spec':{}}");
    assertFalse(may("", "get", "pods", "unscheduled"));
    assertEquals(
        "unknown node for user \"system:node:\"",
        authorizer.authorize(resource(node(""), "list", "", "pods", "a", "")).reason());
  }

  @Test
  void forgetsWhenTheLastPodHasGone() {
    state.put("pods", pod("one", "n1")).put("pods", pod("two", "n1"));
    state.delete("pods", "a", "one");
    assertTrue(may("n1", "get", "secrets", "key"));
    state.delete("pods", "a", "two");
    assertFalse(may("n1", "get", "secrets", "key"));
    assertEquals(
        "no relationship found between node 'n1' and this object",
        authorizer.authorize(resource(node("n1"), "get", "", "secrets", "a", "key")).reason());
  }

  @Test
  void readsVolumesOfItsClaims() {
    state.put("pods", pod("one", "n1"));
    state.put(
        "persistentvolumes",
        "{'metadata':{'name':'pv'},'spec':{'claimRef':{'namespace':'a','name':'data'}}}");
    assertTrue(may("n1", "get", "persistentvolumes", "pv"));
    assertFalse(may("n2", "get", "persistentvolumes", "pv"));
  }

  @Test
  void readsThePodsOfItsNode() {
    state.put("pods", pod("one", "n1"));
    assertTrue(may("n1", "get", "pods", "one"));
    assertFalse(may("n2", "get", "pods", "one"));
    for (String verb : new String[] {"list", "watch"}) {
      assertTrue(selects("n1", verb, "", "pods", "spec.nodeName=n1,status.phase!=Failed"), verb);
      for (String other : new String[] {"", "spec.nodeName=n2", "spec.nodeName!=n1"}) {
        assertFalse(selects("n1", verb, "", "pods", other), verb + " " + other);
      }
    }
    assertEquals(
        "can only list/watch pods with spec.nodeName field selector",
        authorizer.authorize(resource(node("n1"), "list", "", "pods", "a", "")).reason());
  }

  @Test
  void readsItsOwnNodeOnly() {
    assertTrue(may("n1", "get", "nodes", "n1"));
    assertFalse(may("n1", "get", "nodes", "n2"));
    assertEquals(
        "node 'n1' cannot read all nodes, only its own Node object",
        authorizer.authorize(resource(node("n1"), "list", "", "nodes", "", "")).reason());
  }

  @Test
  void readsAttachmentsAndSlicesOfItsNode() {
    String group = "storage.k8s.io";
    state.put("volumeattachments." + group, "{'metadata':{'name':'va'},'spec':{'nodeName':'n1'}}");
    for (String node : new String[] {"n1", "n2"}) {
      var asked = resource(node(node), "get", group, "volumeattachments", "", "va");
      assertEquals(node.equals("n1"), authorizer.authorize(asked).allowed(), node);
    }
    group = "resource.k8s.io";
    assertTrue(selects("n1", "deletecollection", group, "resourceslices", "spec.nodeName=n1"));
    assertFalse(selects("n1", "deletecollection", group, "resourceslices", "spec.nodeName=n2"));
  }

  private boolean selects(
      String node, String verb, String group, String resource, String selector) {
    return authorizer
        .authorize(Asked.selected(node(node), verb, group, resource, selector))
        .allowed();
  }

  @Test
  void changesOnlyItsOwnNodeAndLease() {
    assertTrue(may("n1", "create", "nodes", ""));
    assertTrue(may("n1", "patch", "nodes/status", "n1"));
    // Which node is for admission (NodeRestriction) to judge, as upstream.
    assertTrue(may("n1", "patch", "nodes/status", "n2"));
    assertFalse(may("n1", "delete", "nodes", "n1"));
    var lease =
        resource(node("n1"), "update", "coordination.k8s.io", "leases", "kube-node-lease", "n1");
    assertTrue(authorizer.authorize(lease).allowed());
    var other =
        resource(node("n1"), "update", "coordination.k8s.io", "leases", "kube-node-lease", "n2");
    assertFalse(authorizer.authorize(other).allowed());
  }

  @Test
  void hasNoOpinionOnOthers() {
    assertFalse(
        authorizer
            .authorize(resource(Asked.user("system:node:n1"), "get", "", "nodes", "", "n1"))
            .allowed());
  }

  @Test
  void saysWhyNot() {
    assertEquals(
        "can only read resources of this type",
        authorizer.authorize(resource(node("n1"), "delete", "", "secrets", "a", "key")).reason());
    assertEquals(
        "can only get individual resources of this type",
        authorizer
            .authorize(resource(node("n1"), "list", "", "persistentvolumeclaims", "a", ""))
            .reason());
    assertEquals(
        "can only create tokens for individual service accounts",
        authorizer
            .authorize(resource(node("n1"), "delete", "", "serviceaccounts", "a", "sa"))
            .reason());
    assertEquals(
        "can only access node lease with the same name as the requesting node",
        authorizer
            .authorize(
                resource(
                    node("n1"), "get", "coordination.k8s.io", "leases", "kube-node-lease", "n2"))
            .reason());
    assertEquals(
        "can only get, create, update, patch, or delete a CSINode",
        authorizer
            .authorize(resource(node("n1"), "list", "storage.k8s.io", "csinodes", "", ""))
            .reason());
  }
}
