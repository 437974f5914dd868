package dev.skiff.clients.server;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Locale;

/**
 * A namespace of a test class's own, and a client that works in it. It goes when the class is done.
 */
final class TestNamespace implements AutoCloseable {
  private final KubernetesClient client;

  TestNamespace(ControlPlane controlPlane, Class<?> testClass) {
    var wanted =
        new NamespaceBuilder()
            .withNewMetadata()
            .withGenerateName(testClass.getSimpleName().toLowerCase(Locale.ROOT) + "-")
            .endMetadata()
            .build();
    try (var administrator = controlPlane.client()) {
      var created = administrator.namespaces().resource(wanted).create();
      client = controlPlane.client(created.getMetadata().getName());
    }
  }

  KubernetesClient client() {
    return client;
  }

  @Override
  public void close() {
    client.namespaces().withName(client.getNamespace()).delete();
    client.close();
  }
}
