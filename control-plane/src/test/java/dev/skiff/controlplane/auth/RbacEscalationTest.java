package dev.skiff.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.admission.Requests;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.informer.FakeClusterState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RbacEscalationTest {
  private static final String GROUP = ".rbac.authorization.k8s.io";
  private static final String SECRETS =
      "'rules':[{'verbs':['get'],'apiGroups':[''],'resources':['secrets']}]";
  private static final String PODS =
      "'rules':[{'verbs':['get'],'apiGroups':[''],'resources':['pods']}]";
  private static final String SUM =
      "'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'a':'b'}}]}";

  private final FakeClusterState state = new FakeClusterState();
  private final RbacAuthorizer rbac = new RbacAuthorizer(new RbacIndex(state));
  private final RbacEscalation plugin = new RbacEscalation(rbac, rbac);

  RbacEscalationTest() {
    give("jane", "pods", "{'verbs':['get'],'apiGroups':[''],'resources':['pods']}");
    give("root", "all", "{'verbs':['*'],'apiGroups':['*'],'resources':['*']}");
    give("root", "paths", "{'verbs':['*'],'nonResourceURLs':['*']}");
    state.put("clusterroles" + GROUP, "{'metadata':{'name':'reader'}," + SECRETS + "}");
  }

  private void give(String user, String role, String rule) {
    state
        .put(
            "clusterroles" + GROUP, "{'metadata':{'name':'%s'},'rules':[%s]}".formatted(role, rule))
        .put(
            "clusterrolebindings" + GROUP,
            "{'metadata':{'name':'%s'},'roleRef':{'kind':'ClusterRole','name':'%s'},'subjects':[{'kind':'User','name':'%s'}]}"
                .formatted(role, role, user));
  }

  private void write(String user, String plural, String old, String now) {
    var who = new UserInfo(user, "", List.of(), Map.of());
    Operation operation = old == null ? Operation.CREATE : Operation.UPDATE;
    plugin.validate(Requests.request(operation, plural + GROUP, "", "", now, old, who));
  }

  private String refusal(String user, String plural, String old, String now) {
    var refused = assertThrows(StatusException.class, () -> write(user, plural, old, now));
    assertEquals(403, refused.code());
    return refused.getMessage();
  }

  private static String role(String metadata, String rest) {
    return "{'metadata':{'name':'r'" + metadata + "}," + rest + "}";
  }

  @Test
  void labelsOfARoleWantItsRules() {
    String labelled = role(",'labels':{'aggregate':'true'}", SECRETS);
    assertTrue(
        refusal("jane", "clusterroles", role("", SECRETS), labelled)
            .contains("attempting to grant RBAC permissions not currently held:\n"));
    assertDoesNotThrow(
        () -> write("jane", "clusterroles", role("", PODS), role(",'labels':{'a':'b'}", PODS)));
  }

  @Test
  void whatGarbageCollectionNeedsAnybodyMayChange() {
    String old = role(",'finalizers':['a/b'],'managedFields':[{'manager':'x'}]", SECRETS);
    assertDoesNotThrow(() -> write("jane", "clusterroles", old, role("", SECRETS)));
    String owned = role(",'ownerReferences':[{'uid':'u'}]", SECRETS);
    assertDoesNotThrow(() -> write("jane", "clusterroles", role("", SECRETS), owned));
  }

  @Test
  void aRoleThatGathersOrGatheredWantsEverything() {
    String message =
        "clusterroles.rbac.authorization.k8s.io \"r\" is forbidden: must have cluster-admin privileges to use the aggregationRule";
    assertEquals(message, refusal("jane", "clusterroles", null, role("", SUM)));
    assertEquals(message, refusal("jane", "clusterroles", role("", SUM), role("", "'rules':[]")));
    assertEquals(
        message, refusal("jane", "clusterroles", role("", SUM), role(",'labels':{'a':'b'}", SUM)));
    assertDoesNotThrow(() -> write("root", "clusterroles", role("", SUM), role("", "'rules':[]")));
  }

  @Test
  void theNameOfWhatIsCreatedIsNotAskedFor() {
    String escalate =
        "{'verbs':['escalate'],'apiGroups':['rbac.authorization.k8s.io'],'resources':['clusterroles'],'resourceNames':['r']}";
    give("joe", "escalation", escalate);
    refusal("joe", "clusterroles", null, role("", SECRETS));
    assertDoesNotThrow(() -> write("joe", "clusterroles", role("", PODS), role("", SECRETS)));
  }

  @Test
  void labelsOfABindingWantItsRole() {
    String rest = "'roleRef':{'kind':'ClusterRole','name':'reader'},'subjects':[]";
    refusal("jane", "clusterrolebindings", role("", rest), role(",'labels':{'a':'b'}", rest));
    String owned = role(",'ownerReferences':[{'uid':'u'}]", rest);
    assertDoesNotThrow(() -> write("jane", "clusterrolebindings", role("", rest), owned));
  }
}
