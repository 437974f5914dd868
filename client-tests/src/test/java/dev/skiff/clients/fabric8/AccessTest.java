package dev.skiff.clients.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.clients.server.Await;
import dev.skiff.clients.server.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A service account with a token and a Role; discovery; versions. */
@ExtendWith(ControlPlaneExtension.class)
class AccessTest {

  @Test
  void aServiceAccountMayDoWhatItsRoleSays(KubernetesClient admin) throws InterruptedException {
    var namespace = admin.getNamespace();
    admin
        .resource(
            new ServiceAccountBuilder().withNewMetadata().withName("reader").endMetadata().build())
        .create();
    admin
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName("reader")
                .endMetadata()
                .addNewRule()
                .withApiGroups("")
                .withResources("configmaps")
                .withVerbs("get", "list")
                .endRule()
                .build())
        .create();
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName("reader")
                .endMetadata()
                .withNewRoleRef()
                .withApiGroup("rbac.authorization.k8s.io")
                .withKind("Role")
                .withName("reader")
                .endRoleRef()
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName("reader")
                .withNamespace(namespace)
                .endSubject()
                .build())
        .create();
    var token =
        admin
            .serviceAccounts()
            .withName("reader")
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(600L)
                    .endSpec()
                    .build())
            .getStatus()
            .getToken();
    var known = admin.getConfiguration();
    var config =
        new ConfigBuilder()
            .withAutoConfigure(false)
            .withMasterUrl(known.getMasterUrl())
            .withCaCertData(known.getCaCertData())
            .withNamespace(namespace)
            .withOauthToken(token)
            .build();
    try (var reader = new KubernetesClientBuilder().withConfig(config).build()) {
      Await.until("the role counts", () -> mayListConfigMaps(reader));
      assertTrue(reader.configMaps().list().getItems().size() >= 1);
      var refusal = assertThrows(KubernetesClientException.class, () -> reader.secrets().list());
      assertEquals(403, refusal.getCode());
      assertEquals(
          "secrets is forbidden: User \"system:serviceaccount:%s:reader\" cannot list resource \"secrets\" in API group \"\" in the namespace \"%s\""
              .formatted(namespace, namespace),
          refusal.getStatus().getMessage());
    }
  }

  @Test
  void nobodyIsRefused(KubernetesClient admin) {
    var known = admin.getConfiguration();
    var config =
        new ConfigBuilder()
            .withAutoConfigure(false)
            .withMasterUrl(known.getMasterUrl())
            .withCaCertData(known.getCaCertData())
            .withOauthToken("nonsense")
            .build();
    try (var nobody = new KubernetesClientBuilder().withConfig(config).build()) {
      var refusal = assertThrows(KubernetesClientException.class, () -> nobody.configMaps().list());
      assertEquals(401, refusal.getCode());
    }
  }

  @Test
  void theServerSaysWhatItIs(KubernetesClient client) {
    assertEquals("35", client.getKubernetesVersion().getMinor());
    assertTrue(client.supports("apps/v1", "Deployment"));
    assertTrue(client.hasApiGroup("networking.k8s.io", true));
    assertTrue(
        client.getApiGroups().getGroups().stream().anyMatch(g -> g.getName().equals("batch")));
  }

  private static boolean mayListConfigMaps(KubernetesClient client) {
    return client
        .authorization()
        .v1()
        .selfSubjectAccessReview()
        .create(
            new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(client.getNamespace())
                .withVerb("list")
                .withResource("configmaps")
                .endResourceAttributes()
                .endSpec()
                .build())
        .getStatus()
        .getAllowed();
  }
}
