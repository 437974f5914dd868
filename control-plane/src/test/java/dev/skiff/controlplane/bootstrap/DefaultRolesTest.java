package dev.skiff.controlplane.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefaultRolesTest {
  private final List<ObjectNode> all = DefaultRoles.all();

  private ObjectNode find(String kind, String name) {
    return all.stream()
        .filter(each -> each.path("kind").asText().equals(kind))
        .filter(each -> each.path("metadata").path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Upstream's v1.35.4 has 68 ClusterRoles, 49 bindings, 7 Roles and 7 bindings. We add those named
   * skiff: and one for the controller of IPAddresses, which upstream's server runs as itself.
   */
  @Test
  void thereAreAsManyAsUpstreamHasAndOurs() {
    Map<String, Integer> counts = new HashMap<>();
    int ours = 0;
    for (ObjectNode each : all) {
      if (each.path("metadata").path("name").asText().startsWith("skiff:")) ours++;
      else counts.merge(each.path("kind").asText(), 1, Integer::sum);
    }
    assertEquals(
        Map.of("ClusterRole", 69, "ClusterRoleBinding", 50, "Role", 7, "RoleBinding", 7), counts);
    assertEquals(5, ours);
  }

  @Test
  void everyBindingFindsItsRole() {
    Set<String> roles = new HashSet<>();
    for (ObjectNode each : all) {
      roles.add(
          each.path("kind").asText()
              + each.path("metadata").path("namespace").asText()
              + each.path("metadata").path("name").asText());
    }
    for (ObjectNode each : all) {
      if (!each.has("roleRef")) continue;
      String kind = each.path("roleRef").path("kind").asText();
      String namespace =
          kind.equals("Role") ? each.path("metadata").path("namespace").asText() : "";
      assertTrue(
          roles.contains(kind + namespace + each.path("roleRef").path("name").asText()),
          each.toString());
    }
  }

  @Test
  void aggregation() {
    ObjectNode edit = find("ClusterRole", "edit");
    assertEquals(
        "{\"rbac.authorization.k8s.io/aggregate-to-edit\":\"true\"}",
        edit.at("/aggregationRule/clusterRoleSelectors/0/matchLabels").toString());
    assertEquals(
        "true",
        edit.path("metadata")
            .path("labels")
            .path("rbac.authorization.k8s.io/aggregate-to-admin")
            .asText());
  }

  @Test
  void rulesOfEachForm() {
    assertEquals(
        "[{\"verbs\":[\"*\"],\"apiGroups\":[\"*\"],\"resources\":[\"*\"]},"
            + "{\"verbs\":[\"*\"],\"nonResourceURLs\":[\"*\"]}]",
        find("ClusterRole", "cluster-admin").path("rules").toString());
    assertEquals(
        "[{\"verbs\":[\"approve\"],\"apiGroups\":[\"certificates.k8s.io\"],"
            + "\"resources\":[\"signers\"],\"resourceNames\":[\"kubernetes.io/kubelet-serving\"]}]",
        find("ClusterRole", "system:certificates.k8s.io:kubelet-serving-approver")
            .path("rules")
            .toString());
    assertEquals(
        "[{\"kind\":\"ServiceAccount\",\"name\":\"job-controller\",\"namespace\":\"kube-system\"}]",
        find("ClusterRoleBinding", "system:controller:job-controller").path("subjects").toString());
  }
}
