package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.ClusterState;
import org.jboss.logging.Logger;

/**
 * Deletes all objects of a definition that is going, and lets the definition go when the last one
 * is gone. Driven by the changes of these objects.
 */
final class CustomResourceCleanup implements AutoCloseable {
  /** The finalizer that holds the definition until then. */
  static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

  private static final Logger LOG = Logger.getLogger(CustomResourceCleanup.class);

  private final ClusterState state;
  private final LoopbackClient client;
  private final String resource;
  private final String definitionPath;
  private final String collection;
  private final String plural;
  private AutoCloseable following;

  private CustomResourceCleanup(
      ClusterState state, LoopbackClient client, JsonNode definition, String definitionPath) {
    JsonNode spec = definition.path("spec");
    String group = spec.path("group").asText();
    String version = "";
    for (JsonNode candidate : spec.path("versions")) {
      if (candidate.path("served").asBoolean()) version = candidate.path("name").asText();
    }
    this.state = state;
    this.client = client;
    this.plural = spec.path("names").path("plural").asText();
    this.resource = plural + "." + group;
    this.definitionPath = definitionPath;
    this.collection = "/apis/" + group + "/" + version + "/";
  }

  static CustomResourceCleanup start(
      ClusterState state, LoopbackClient client, JsonNode definition, String definitionPath) {
    CustomResourceCleanup cleanup =
        new CustomResourceCleanup(state, client, definition, definitionPath);
    cleanup.following = state.follow(cleanup.resource, cleanup::changed);
    cleanup.finishIfEmpty();
    return cleanup;
  }

  private void changed(ClusterState.Event event) {
    JsonNode metadata = event.object().path("metadata");
    switch (event.type()) {
      case DELETED -> finishIfEmpty();
      case ADDED, MODIFIED -> {
        if (!metadata.has("deletionTimestamp")) delete(metadata);
      }
    }
  }

  private void delete(JsonNode metadata) {
    String namespace = metadata.path("namespace").asText("");
    String within = namespace.isEmpty() ? "" : "namespaces/" + namespace + "/";
    String path = collection + within + plural + "/" + metadata.path("name").asText();
    try {
      client.delete(path);
    } catch (StatusException refused) {
      LOG.debugf("Cannot delete %s: %s", path, refused.getMessage());
    }
  }

  private void finishIfEmpty() {
    if (!state.list(resource, "").isEmpty()) return;
    try {
      ObjectNode definition = client.get(definitionPath);
      ArrayNode left = JsonNodeFactory.instance.arrayNode();
      for (JsonNode finalizer : definition.path("metadata").path("finalizers")) {
        if (!finalizer.asText().equals(FINALIZER)) left.add(finalizer);
      }
      definition.withObject("/metadata").set("finalizers", left);
      client.update(definitionPath, definition);
    } catch (StatusException refused) {
      LOG.debugf("Cannot let %s go: %s", definitionPath, refused.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      following.close();
    } catch (Exception e) {
      LOG.warnf(e, "Cannot stop following %s", resource);
    }
  }
}
