package dev.skiff.controlplane.auth.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.api.request.RequestInfoResolver;
import dev.skiff.controlplane.auth.UserInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditPolicyTest {
  private static final UserInfo JANE = new UserInfo("jane", "", List.of("dev"), Map.of());

  private static AuditPolicy policy(String rules) {
    return AuditPolicy.parse("apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n" + rules);
  }

  private static RequestInfo info(String method, String path) {
    return RequestInfoResolver.resolve(
        new ApiRequest(method, path, Map.of(), Map.of(), new byte[0], JANE));
  }

  private static boolean fits(String rule, String method, String path) {
    return policy("- level: Metadata\n" + rule.indent(2)).rule(JANE, info(method, path)) != null;
  }

  @Test
  void theFirstRuleThatFitsCounts() {
    AuditPolicy policy =
        policy(
            """
            - {level: None, users: [jane], verbs: [get]}
            - {level: Request, userGroups: [dev], omitManagedFields: true, omitStages: [Panic]}
            - {level: Metadata}
            """);
    assertNull(policy.rule(JANE, info("GET", "/api/v1/namespaces/a/pods/b")));
    AuditRule rule = policy.rule(JANE, info("POST", "/api/v1/namespaces/a/pods"));
    assertEquals(AuditLevel.REQUEST, rule.level());
    assertTrue(rule.omitManagedFields());
    assertTrue(rule.omitStages().contains(AuditStage.PANIC));
    UserInfo joe = new UserInfo("joe", "", List.of(), Map.of());
    assertEquals(AuditLevel.METADATA, policy.rule(joe, info("GET", "/version")).level());
    assertNull(policy("- {level: Metadata, users: [x]}\n").rule(joe, info("GET", "/version")));
  }

  @Test
  void resources() {
    String log = "/api/v1/namespaces/a/pods/b/log";
    String pod = "/api/v1/namespaces/a/pods/b";
    assertTrue(fits("resources: [{group: ''}]", "GET", pod));
    assertFalse(fits("resources: [{group: apps}]", "GET", pod));
    assertTrue(fits("resources: [{group: '', resources: [pods]}]", "GET", pod));
    assertFalse(fits("resources: [{group: '', resources: [pods]}]", "GET", log));
    assertTrue(fits("resources: [{group: '', resources: [pods/log]}]", "GET", log));
    assertTrue(fits("resources: [{group: '', resources: ['pods/*']}]", "GET", log));
    assertTrue(fits("resources: [{group: '', resources: ['pods/*']}]", "GET", pod));
    assertFalse(fits("resources: [{group: '', resources: ['nodes/*']}]", "GET", pod));
    assertTrue(fits("resources: [{group: '', resources: ['*/log']}]", "GET", log));
    assertTrue(fits("resources: [{group: '', resources: ['*']}]", "GET", log));
    String named = "resources: [{group: '', resources: [pods], resourceNames: [b]}]";
    assertTrue(fits(named, "GET", pod));
    assertFalse(fits(named, "POST", "/api/v1/namespaces/a/pods"));
    assertTrue(fits("namespaces: [a]", "GET", pod));
    assertFalse(fits("namespaces: [b]", "GET", pod));
    assertTrue(fits("namespaces: ['']", "GET", "/api/v1/nodes/n"));
    assertFalse(fits("namespaces: ['']", "GET", "/version"));
  }

  @Test
  void paths() {
    assertTrue(fits("nonResourceURLs: ['/healthz*']", "GET", "/healthz/ping"));
    assertTrue(fits("nonResourceURLs: [/version]", "GET", "/version"));
    assertFalse(fits("nonResourceURLs: [/version]", "GET", "/version/"));
    assertFalse(fits("nonResourceURLs: ['*']", "GET", "/api/v1/pods"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- {level: All}",
        "- {}",
        "- {level: None, omitStages: [Never]}",
        "- {level: None, nonResourceURLs: [/a], namespaces: [b]}",
        "- {level: None, nonResourceURLs: ['/a*b']}",
        "- {level: None, nonResourceURLs: [a]}",
        "",
        "- ["
      })
  void whatIsNoPolicyIsRefused(String rules) {
    assertThrows(IllegalArgumentException.class, () -> policy(rules));
  }
}
