package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.request.DeleteOptions;
import dev.skiff.controlplane.api.verb.Reads;
import dev.skiff.controlplane.api.write.Deletion;
import dev.skiff.controlplane.cache.CachedObject;
import dev.skiff.controlplane.informer.Chores;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.store.Change;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Deletes all objects of definitions that are going, and lets each definition go when its last
 * object is gone.
 *
 * <p>Objects are deleted as they are stored. Nobody is asked for admission or conversion, who might
 * never answer again.
 */
@Singleton
final class CustomResourceCleanup {
  /** The finalizer that holds a definition until then. */
  private static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
  private static final DeleteOptions PLAIN =
      DeleteOptions.of(JsonNodeFactory.instance.objectNode());
  private static final Logger LOG = Logger.getLogger(CustomResourceCleanup.class);

  private final ClusterState state;
  private final Reads reads;
  private final Deletion deletion;
  private final LoopbackClient client;
  private final Chores<String> chores = new Chores<>("custom-resource-cleanup", this::clean);
  private final Map<String, Going> going = new ConcurrentHashMap<>();

  CustomResourceCleanup(ClusterState state, Reads reads, Deletion deletion, LoopbackClient client) {
    this.state = state;
    this.reads = reads;
    this.deletion = deletion;
    this.client = client;
  }

  @PreDestroy
  void stop() {
    chores.close();
    going.keySet().forEach(this::end);
  }

  /** Whether a definition waits for the end of its objects. */
  static boolean isAwaited(JsonNode definition) {
    JsonNode metadata = definition.path("metadata");
    if (!metadata.has("deletionTimestamp")) return false;
    for (JsonNode finalizer : metadata.path("finalizers")) {
      if (finalizer.asText().equals(FINALIZER)) return true;
    }
    return false;
  }

  /**
   * Works on a definition, again if it does already. Returns at once.
   *
   * @param stored the type of its objects; null if they are not its own, but those of a built-in
   *     type
   */
  void begin(String name, ResourceType stored) {
    going.computeIfAbsent(name, key -> new Going(stored));
    chores.add(name);
  }

  /** Forgets a definition. */
  void end(String name) {
    Going gone = going.remove(name);
    if (gone != null) gone.close();
  }

  private void clean(String name) {
    Going definition = going.get(name);
    if (definition == null) return;
    if (definition.stored != null) deleteObjects(definition.stored);
    if (definition.isEmpty(-1)) release(name);
    else definition.followObjects(name);
  }

  private void deleteObjects(ResourceType type) {
    StatusException failure = null;
    for (CachedObject object : reads.snapshot(type.storageResource(), -1).objects("", null)) {
      try {
        deletion.deleteAdmitted(type, object.key(), PLAIN);
      } catch (StatusException refused) {
        if (refused.code() != 404) failure = refused;
      }
    }
    if (failure != null) throw failure;
  }

  private void release(String name) {
    ObjectNode definition = client.get(DEFINITIONS + name);
    if (!isAwaited(definition)) return;
    ArrayNode left = JsonNodeFactory.instance.arrayNode();
    for (JsonNode finalizer : definition.path("metadata").path("finalizers")) {
      if (!finalizer.asText().equals(FINALIZER)) left.add(finalizer);
    }
    definition.withObject("/metadata").set("finalizers", left);
    client.update(DEFINITIONS + name, definition);
  }

  /** A definition that is going. */
  private final class Going {
    private final ResourceType stored;
    private AutoCloseable following;
    private boolean closed;

    Going(ResourceType stored) {
      this.stored = stored;
    }

    /**
     * @param revision as {@link Reads} has it
     */
    boolean isEmpty(long revision) {
      return stored == null
          || reads.snapshot(stored.storageResource(), revision).count("", null) == 0;
    }

    /** Works on it again when those objects are gone that finalizers hold, or others come. */
    synchronized void followObjects(String name) {
      if (closed || following != null) return;
      following =
          state.follow(
              stored.storageResource(),
              event -> {
                if (event.type() == Change.Type.ADDED || isEmpty(0)) chores.add(name);
              });
      // The last one may have gone before.
      chores.add(name);
    }

    synchronized void close() {
      closed = true;
      if (following == null) return;
      try {
        following.close();
      } catch (Exception e) {
        LOG.warnf(e, "Cannot stop following %s", stored.storageResource());
      }
    }
  }
}
