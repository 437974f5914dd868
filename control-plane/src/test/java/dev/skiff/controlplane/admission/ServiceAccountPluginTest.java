package dev.skiff.controlplane.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.informer.FakeClusterState;
import org.junit.jupiter.api.Test;

class ServiceAccountPluginTest {
  private final FakeClusterState state = new FakeClusterState();
  private final ServiceAccountPlugin plugin = new ServiceAccountPlugin(state);

  private AdmissionRequest pod(String spec) {
    AdmissionRequest request =
        Requests.create("pods", "a", "{'metadata':{'name':'p'},'spec':" + spec + "}");
    plugin.mutate(request);
    return request;
  }

  @Test
  void mountsATokenOfTheDefaultAccount() {
    state.put(
        "serviceaccounts",
        "{'metadata':{'namespace':'a','name':'default'},'imagePullSecrets':[{'name':'reg'}]}");
    var spec =
        pod("{'initContainers':[{'name':'i'}],'containers':[{'name':'c'}]}").object().path("spec");
    assertEquals("default", spec.path("serviceAccountName").asText());
    assertEquals("default", spec.path("serviceAccount").asText());
    assertEquals("[{\"name\":\"reg\"}]", spec.path("imagePullSecrets").toString());
    String volume = spec.at("/volumes/0/name").asText();
    assertTrue(volume.matches("kube-api-access-[a-z0-9]{5}"), volume);
    for (String container : new String[] {"initContainers", "containers"}) {
      assertEquals(
          "[{\"name\":\"%s\",\"readOnly\":true,\"mountPath\":\"/var/run/secrets/kubernetes.io/serviceaccount\"}]"
              .formatted(volume),
          spec.path(container).path(0).path("volumeMounts").toString());
    }
    assertEquals(
        3607,
        spec.at("/volumes/0/projected/sources/0/serviceAccountToken/expirationSeconds").asInt());
    assertEquals(420, spec.at("/volumes/0/projected/defaultMode").asInt());
  }

  @Test
  void respectsThePodsAndTheAccountsWord() {
    state.put(
        "serviceaccounts",
        "{'metadata':{'namespace':'a','name':'quiet'},'automountServiceAccountToken':false}");
    assertFalse(
        pod("{'serviceAccountName':'quiet','containers':[{'name':'c'}]}")
            .object()
            .path("spec")
            .has("volumes"));
    assertTrue(
        pod("{'serviceAccountName':'quiet','automountServiceAccountToken':true,'containers':[{'name':'c'}]}")
            .object()
            .path("spec")
            .has("volumes"));
  }

  @Test
  void anAccountMustExist() {
    var refused = assertThrows(StatusException.class, () -> pod("{'containers':[{'name':'c'}]}"));
    assertEquals(
        "pods \"p\" is forbidden: error looking up service account a/default: serviceaccount"
            + " \"default\" not found",
        refused.getMessage());
  }

  private void strict() {
    state.put(
        "serviceaccounts",
        "{'metadata':{'namespace':'a','name':'strict','annotations':{'kubernetes.io/enforce-mountable-secrets':'true'}},"
            + "'secrets':[{'name':'mine'}],'imagePullSecrets':[{'name':'pull'}]}");
  }

  private void admit(String rest) {
    plugin.validate(pod("{'serviceAccountName':'strict'," + rest + "}"));
  }

  private String refusal(String rest) {
    return assertThrows(StatusException.class, () -> admit(rest)).getMessage();
  }

  private static String env(String secret) {
    return "{'name':'c','env':[{'name':'E','valueFrom':{'secretKeyRef':{'name':'%s','key':'k'}}}]}"
        .formatted(secret);
  }

  private static String envFrom(String secret) {
    return "{'name':'c','envFrom':[{'secretRef':{'name':'%s'}}]}".formatted(secret);
  }

  @Test
  void aStrictAccountHoldsItsPodsToItsSecrets() {
    strict();
    String why =
        "secret.secretName=\"other\" is not allowed because service account strict does not reference that secret";
    String refused = "pods \"p\" is forbidden: ";
    admit(
        "'volumes':[{'name':'v','secret':{'secretName':'mine'}}],'imagePullSecrets':[{'name':'pull'}],"
            + "'initContainers':[%s],'containers':[%s]".formatted(env("mine"), envFrom("mine")));
    assertEquals(
        refused + "volume with " + why,
        refusal("'volumes':[{'name':'v','secret':{'secretName':'other'}}]"));
    assertEquals(
        refused + "container c with envVar E referencing " + why,
        refusal("'containers':[" + env("other") + "]"));
    assertEquals(
        refused + "container c with envFrom referencing " + why,
        refusal("'containers':[" + envFrom("other") + "]"));
    assertEquals(
        refused + "init container c with envVar E referencing " + why,
        refusal("'initContainers':[" + env("other") + "]"));
    assertEquals(
        refused
            + "imagePullSecrets[1].name=\"mine\" is not allowed because service account strict does not reference that imagePullSecret",
        refusal("'imagePullSecrets':[{'name':'pull'},{'name':'mine'}]"));
  }

  @Test
  void ephemeralContainersAreHeldToThemToo() {
    strict();
    String pod =
        "{'metadata':{'name':'p'},'spec':{'serviceAccountName':'strict','ephemeralContainers':[%s]}}";
    AdmissionRequest good = debugged(pod.formatted(env("mine")));
    plugin.validate(good);
    AdmissionRequest bad = debugged(pod.formatted(envFrom("other")));
    var refused = assertThrows(StatusException.class, () -> plugin.validate(bad));
    assertTrue(
        refused.getMessage().contains("ephemeral container c with envFrom referencing secret"),
        refused.getMessage());
  }

  private static AdmissionRequest debugged(String pod) {
    return Requests.request(
        Operation.UPDATE, "pods", "ephemeralcontainers", "a", pod, pod, Requests.USER);
  }

  @Test
  void mirrorsReferToNoSecrets() {
    String mirror =
        "{'metadata':{'name':'p','annotations':{'kubernetes.io/config.mirror':'x'}},'spec':{'containers':[%s]}}";
    var request = Requests.create("pods", "a", mirror.formatted(env("any")));
    var refused = assertThrows(StatusException.class, () -> plugin.mutate(request));
    assertEquals(
        "pods \"p\" is forbidden: a mirror pod may not reference secrets", refused.getMessage());
  }
}
