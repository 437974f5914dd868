package dev.skiff.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.controlplane.informer.FakeClusterState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The texts are what upstream's v1.35.4 answered. */
class RbacCoverageTest {
  @Test
  void namesWhatIsNotHeld() {
    List<RbacRule> wanted =
        rules(
            "{'verbs':['get','list'],'apiGroups':['','apps'],'resources':['pods']}",
            "{'verbs':['get'],'apiGroups':[''],'resources':['pods'],'resourceNames':['a']}",
            "{'verbs':['get'],'nonResourceURLs':['/foo']}");
    assertEquals(
        List.of(
            "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"list\"]}",
            "{APIGroups:[\"apps\"], Resources:[\"pods\"], Verbs:[\"get\" \"list\"]}",
            "{NonResourceURLs:[\"/foo\"], Verbs:[\"get\"]}"),
        RbacCoverage.missing(
            rules("{'verbs':['get'],'apiGroups':[''],'resources':['*']}"), wanted));
  }

  @Test
  void everythingCoversEverything() {
    List<RbacRule> all =
        rules(
            "{'verbs':['*'],'apiGroups':['*'],'resources':['*']}",
            "{'verbs':['*'],'nonResourceURLs':['*']}");
    assertEquals(List.of(), RbacCoverage.missing(all, all));
    assertEquals(
        List.of(),
        RbacCoverage.missing(
            all,
            rules(
                "{'verbs':['get'],'apiGroups':['x'],'resources':['y/z'],'resourceNames':['n']}",
                "{'verbs':['get'],'nonResourceURLs':['/a/*']}")));
  }

  @Test
  void aNamedRuleDoesNotCoverAllNames() {
    String named = "{'verbs':['get'],'apiGroups':[''],'resources':['pods'],'resourceNames':['a']}";
    assertEquals(
        List.of("{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"get\"]}"),
        RbacCoverage.missing(
            rules(named), rules("{'verbs':['get'],'apiGroups':[''],'resources':['pods']}")));
  }

  private static List<RbacRule> rules(String... texts) {
    return List.of(texts).stream().map(FakeClusterState::json).map(RbacRule::of).toList();
  }
}
