package dev.skiff.controlplane.auth;

import static dev.skiff.controlplane.auth.Asked.path;
import static dev.skiff.controlplane.auth.Asked.resource;
import static dev.skiff.controlplane.auth.Asked.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.informer.FakeClusterState;
import org.junit.jupiter.api.Test;

class RbacAuthorizerTest {
  private static final String GROUP = ".rbac.authorization.k8s.io";

  private final FakeClusterState state =
      new FakeClusterState()
          .put(
              "clusterroles" + GROUP,
              "{'metadata':{'name':'reader'},'rules':[{'verbs':['get','list'],'apiGroups':[''],"
                  + "'resources':['pods','pods/log']},{'verbs':['get'],'nonResourceURLs':['/logs/*']}]}")
          .put(
              "roles" + GROUP,
              "{'metadata':{'namespace':'a','name':'one'},'rules':[{'verbs':['*'],'apiGroups':['apps'],"
                  + "'resources':['*'],'resourceNames':['web']}]}")
          .put(
              "rolebindings" + GROUP,
              "{'metadata':{'namespace':'a','name':'b'},'roleRef':{'kind':'Role','name':'one'},"
                  + "'subjects':[{'kind':'User','name':'jane'}]}")
          .put(
              "clusterrolebindings" + GROUP,
              "{'metadata':{'name':'all'},'roleRef':{'kind':'ClusterRole','name':'reader'},"
                  + "'subjects':[{'kind':'ServiceAccount','namespace':'x','name':'bot'}]}");
  private final RbacAuthorizer rbac = new RbacAuthorizer(new RbacIndex(state));
  private final UserInfo bot = user("system:serviceaccount:x:bot");
  private final UserInfo jane = user("jane", "dev");

  @Test
  void allowsWhatAClusterRoleBindingGivesEverywhere() {
    var decision = rbac.authorize(resource(bot, "list", "", "pods", "any", ""));
    assertTrue(decision.allowed());
    assertEquals(
        "RBAC: allowed by ClusterRoleBinding \"all\" of ClusterRole \"reader\" to ServiceAccount"
            + " \"bot/x\"",
        decision.reason());
    assertTrue(rbac.authorize(resource(bot, "get", "", "pods/log", "any", "p")).allowed());
    assertFalse(rbac.authorize(resource(bot, "get", "", "pods/exec", "any", "p")).allowed());
    assertFalse(rbac.authorize(resource(bot, "delete", "", "pods", "any", "p")).allowed());
    assertFalse(rbac.authorize(resource(bot, "get", "apps", "pods", "any", "p")).allowed());
  }

  @Test
  void paths() {
    assertTrue(rbac.authorize(path(bot, "get", "/logs/x")).allowed());
    assertFalse(rbac.authorize(path(bot, "get", "/metrics")).allowed());
    assertFalse(rbac.authorize(path(jane, "get", "/logs/x")).allowed());
  }

  @Test
  void holdsARoleToItsNamespaceAndNames() {
    assertTrue(
        rbac.authorize(resource(jane, "patch", "apps", "deployments", "a", "web")).allowed());
    assertFalse(
        rbac.authorize(resource(jane, "patch", "apps", "deployments", "a", "db")).allowed());
    assertFalse(rbac.authorize(resource(jane, "list", "apps", "deployments", "a", "")).allowed());
    assertFalse(
        rbac.authorize(resource(jane, "patch", "apps", "deployments", "b", "web")).allowed());
  }

  @Test
  void followsChanges() {
    var asked = resource(jane, "get", "", "pods", "a", "p");
    assertFalse(rbac.authorize(asked).allowed());
    String binding =
        "{'metadata':{'namespace':'a','name':'g'},'roleRef':{'kind':'ClusterRole','name':'%s'},"
            + "'subjects':[{'kind':'Group','name':'dev'}]}";
    state.put("rolebindings" + GROUP, binding.formatted("reader"));
    assertTrue(rbac.authorize(asked).allowed());
    state.put("rolebindings" + GROUP, binding.formatted("gone"));
    assertEquals(
        "RBAC: clusterrole.rbac.authorization.k8s.io \"gone\" not found",
        rbac.authorize(asked).reason());
    state.put("rolebindings" + GROUP, binding.formatted("reader"));
    state.delete("clusterroles" + GROUP, "", "reader");
    assertFalse(rbac.authorize(asked).allowed());
    state.delete("rolebindings" + GROUP, "a", "g");
    assertEquals("", rbac.authorize(asked).reason());
  }
}
