package dev.skiff.controlplane.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.FakeClusterState;
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
}
