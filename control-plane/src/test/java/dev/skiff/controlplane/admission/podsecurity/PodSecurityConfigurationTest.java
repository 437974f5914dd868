package dev.skiff.controlplane.admission.podsecurity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodSecurityConfigurationTest {
  private static final String HEAD =
      "apiVersion: pod-security.admission.config.k8s.io/v1\nkind: PodSecurityConfiguration\n";

  private static PodSecurityConfiguration read(String yaml) {
    try {
      return PodSecurityConfiguration.of(new YAMLMapper().readTree(yaml));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static String problem(String yaml) {
    return assertThrows(IllegalArgumentException.class, () -> read(yaml)).getMessage();
  }

  @Test
  void withoutOneNothingIsAskedAndNobodyIsExempt() {
    assertTrue(PodSecurityConfiguration.NONE.defaults().fullyPrivileged());
    assertEquals(Set.of(), PodSecurityConfiguration.NONE.namespaces());
    assertTrue(read(HEAD).defaults().sameAs(NamespacePolicy.FREE));
  }

  @Test
  void defaultsAndExemptions() {
    PodSecurityConfiguration configuration =
        read(
            HEAD
                + """
                defaults: {enforce: baseline, enforce-version: v1.20, warn: privileged, audit: restricted}
                exemptions: {usernames: [a, b], runtimeClasses: [kata], namespaces: [kube-system]}
                """);
    NamespacePolicy defaults = configuration.defaults();
    assertEquals("baseline:v1.20", defaults.enforce().toString());
    assertEquals("restricted:latest", defaults.audit().toString());
    // Only labels make warnings follow what is enforced.
    assertEquals("privileged:latest", defaults.warn().toString());
    assertEquals(Set.of("a", "b"), configuration.usernames());
    assertEquals(Set.of("kata"), configuration.runtimeClasses());
    assertEquals(Set.of("kube-system"), configuration.namespaces());
  }

  @Test
  void whatIsWrongIsSaid() {
    assertEquals(
        "it is no PodSecurityConfiguration of pod-security.admission.config.k8s.io/v1",
        problem("kind: Pod"));
    assertEquals(
        "defaults.enforce: Invalid value: \"strict\": must be one of privileged, baseline,"
            + " restricted",
        problem(HEAD + "defaults: {enforce: strict}"));
    assertEquals(
        "defaults.warn-version: Invalid value: \"2\": must be \"latest\" or \"v1.x\"",
        problem(HEAD + "defaults: {warn-version: 2}"));
    assertEquals(
        "unknown field \"defaults.forbid\"", problem(HEAD + "defaults: {forbid: baseline}"));
    assertEquals("unknown field \"exempt\"", problem(HEAD + "exempt: {}"));
    assertEquals(
        "exemptions.namespaces: \"a\" is there twice",
        problem(HEAD + "exemptions: {namespaces: [a, a]}"));
    assertEquals(
        "exemptions.usernames: a name is empty", problem(HEAD + "exemptions: {usernames: ['']}"));
  }
}
