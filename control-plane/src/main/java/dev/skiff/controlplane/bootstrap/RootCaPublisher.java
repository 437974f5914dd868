package dev.skiff.controlplane.bootstrap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.ClusterState;
import dev.skiff.controlplane.auth.ClusterState.Event;
import dev.skiff.controlplane.store.Change;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Keeps {@code kube-root-ca.crt} in every namespace, by which Pods recognise the API server. Driven
 * by changes of Namespaces and of the ConfigMaps themselves.
 */
@Singleton
final class RootCaPublisher {
  private static final Logger LOG = Logger.getLogger(RootCaPublisher.class);
  private static final String NAME = "kube-root-ca.crt";

  private final ClusterState state;
  private final LoopbackClient client;
  private final Pki pki;
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
  }

  private void namespaceChanged(Event event) {
    if (event.type() == Change.Type.DELETED || ending(event.object())) return;
    publish(event.object().path("metadata").path("name").asText());
  }

  private void publishEverywhere() {
    for (ObjectNode namespace : state.list("namespaces", "")) {
      if (!ending(namespace)) publish(namespace.path("metadata").path("name").asText());
    }
  }

  private void configMapChanged(Event event) {
    String namespace = event.object().path("metadata").path("namespace").asText();
    var home = state.get("namespaces", "", namespace);
    if (home.isPresent() && !ending(home.get())) publish(namespace);
  }

  private void publish(String namespace) {
    String collection = "/api/v1/namespaces/" + namespace + "/configmaps";
    try {
      var present = state.get("configmaps", namespace, NAME);
      if (present.isEmpty()) client.create(collection, configMap(namespace));
      else if (!present.get().path("data").equals(configMap(namespace).path("data"))) {
        ObjectNode update = configMap(namespace);
        update.set("metadata", present.get().path("metadata").deepCopy());
        client.update(collection + "/" + NAME, update);
      }
    } catch (StatusException refused) {
      // The namespace is going, or somebody else was faster; the next event says so.
      LOG.debugf("Cannot publish %s in %s: %s", NAME, namespace, refused.getMessage());
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
