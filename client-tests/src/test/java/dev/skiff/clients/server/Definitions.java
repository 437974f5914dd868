package dev.skiff.clients.server;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.TimeUnit;

/** Custom resource definitions of the tests. */
public final class Definitions {
  private Definitions() {}

  /** Creates the definition, and returns when its resources are served. */
  public static void establish(KubernetesClient client, CustomResourceDefinition definition) {
    var name = client.resource(definition).create().getMetadata().getName();
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(name)
        .waitUntilCondition(Definitions::established, 20, TimeUnit.SECONDS);
  }

  /** A new definition has a status, but no list of conditions yet. */
  private static boolean established(CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }
}
