package dev.skiff.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.informer.FakeClusterState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ClusterRoleAggregationTest {
  private final Map<String, ObjectNode> roles = new TreeMap<>();

  /** A role with one label, which has a rule for each verb. */
  private void plain(String name, String label, String... verbs) {
    role(name, label, verbs);
  }

  /** The same, but for what it has; it selects roles with any of these labels. */
  private void aggregated(String name, String label, List<String> selected, String... verbs) {
    ObjectNode rule = role(name, label, verbs).putObject("aggregationRule");
    var selectors = rule.putArray("clusterRoleSelectors");
    for (String each : selected) selectors.addObject().putObject("matchLabels").put(each, "true");
  }

  private ObjectNode role(String name, String label, String... verbs) {
    ObjectNode role =
        FakeClusterState.json(
            "{'metadata':{'name':'%s','labels':{'%s':'true'}}}".formatted(name, label));
    var rules = role.putArray("rules");
    for (String verb : verbs) rules.addObject().putArray("verbs").add(verb);
    roles.put(name, role);
    return role;
  }

  private List<String> sum(String name) {
    return ClusterRoleAggregation.sum(roles, roles.get(name)).stream()
        .map(rule -> rule.at("/verbs/0"))
        .map(JsonNode::asText)
        .toList();
  }

  @Test
  void rulesOfTheSelectedInTheOrderOfSelectorsAndNames() {
    plain("a", "second", "get", "list");
    plain("b", "first", "watch");
    plain("c", "first", "get");
    plain("d", "other", "delete");
    aggregated("sum", "none", List.of("first", "second"));
    assertEquals(List.of("watch", "get", "list"), sum("sum"));
  }

  @Test
  void aggregatedRolesPassOnWhatTheySelect() {
    plain("a", "to-view", "get");
    plain("b", "to-edit", "update");
    aggregated("edit", "to-admin", List.of("to-edit"), "stale");
    aggregated("view", "to-edit", List.of("to-view"));
    aggregated("admin", "none", List.of("to-admin"));
    assertEquals(List.of("update", "get"), sum("admin"));
    assertEquals(List.of("update", "get"), sum("edit"));
  }

  /** Else each would write what the other one had before, and so on. */
  @Test
  void thoseThatSelectEachOtherDependOnNothingThatTheyHave() {
    plain("x", "to-a", "get");
    plain("y", "to-b", "list");
    aggregated("a", "to-b", List.of("to-a"), "get", "list", "stale");
    aggregated("b", "to-a", List.of("to-b"), "list", "get");
    assertEquals(List.of("list", "get"), sum("a"));
    assertEquals(List.of("get", "list"), sum("b"));
  }
}
