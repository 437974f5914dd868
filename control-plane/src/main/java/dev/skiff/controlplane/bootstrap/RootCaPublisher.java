package dev.skiff.controlplane.bootstrap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.informer.Chores;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.informer.ClusterState.Event;
import dev.skiff.controlplane.store.Change;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Keeps {@code kube-root-ca.crt} in every namespace, by which Pods recognise the API server. Driven
 * by changes of Namespaces and of the ConfigMaps themselves.
 */
@Singleton
final class RootCaPublisher {
  private static final String NAME = "kube-root-ca.crt";

  private final ClusterState state;
  private final LoopbackClient client;
  private final Pki pki;
  private final Chores<String> chores = new Chores<>("publish-root-ca", this::publish);
  private AutoCloseable namespaces;
  private AutoCloseable configMaps;

  RootCaPublisher(ClusterState state, LoopbackClient client, Pki pki) {
    this.state = state;
    this.client = client;
    this.pki = pki;
    pki.onChange(this::publishEverywhere);
  }

  void start(@Observes @Priority(DefaultObjects.BEFORE_CONTROLLERS + 10) StartupEvent event) {
    namespaces = state.follow("namespaces", this::namespaceChanged);
    configMaps = state.follow("configmaps", key -> key.name().equals(NAME), this::configMapChanged);
  }

  @PreDestroy
  void stop() throws Exception {
    if (namespaces != null) namespaces.close();
    if (configMaps != null) configMaps.close();
    chores.close();
  }

  private void namespaceChanged(Event event) {
    if (event.type() != Change.Type.DELETED) {
      chores.add(event.object().path("metadata").path("name").asText());
    }
  }

  private void publishEverywhere() {
    for (ObjectNode namespace : state.list("namespaces", "")) {
      chores.add(namespace.path("metadata").path("name").asText());
    }
  }

  private void configMapChanged(Event event) {
    chores.add(event.object().path("metadata").path("namespace").asText());
  }

  private void publish(String namespace) {
    var home = state.get("namespaces", "", namespace);
    if (home.isEmpty() || ending(home.get())) return;
    String collection = "/api/v1/namespaces/" + namespace + "/configmaps";
    var present = state.get("configmaps", namespace, NAME);
    if (present.isEmpty()) client.create(collection, configMap(namespace));
    else if (!present.get().path("data").equals(configMap(namespace).path("data"))) {
      ObjectNode update = configMap(namespace);
      update.set("metadata", present.get().path("metadata").deepCopy());
      client.update(collection + "/" + NAME, update);
    }
  }

  private ObjectNode configMap(String namespace) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", "v1").put("kind", "ConfigMap");
    object
        .putObject("metadata")
        .put("name", NAME)
        .put("namespace", namespace)
        .putObject("annotations")
        .put(
            "kubernetes.io/description",
            "The certificate authority of this cluster's API server, for clients inside the"
                + " cluster. It vouches for internal addresses only.");
    object.putObject("data").put("ca.crt", pki.trustedPem());
    return object;
  }

  private static boolean ending(ObjectNode namespace) {
    return namespace.path("metadata").hasNonNull("deletionTimestamp");
  }
}
