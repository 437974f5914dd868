package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.informer.ClusterState.Event;
import dev.skiff.controlplane.store.Change;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Fills ClusterRoles that have an {@code aggregationRule} with the rules of those that it selects.
 * Driven by changes of ClusterRoles.
 */
@Singleton
final class ClusterRoleAggregation {
  private static final Logger LOG = Logger.getLogger(ClusterRoleAggregation.class);
  private static final String PATH = "/apis/rbac.authorization.k8s.io/v1/clusterroles/";

  private final ClusterState state;
  private final LoopbackClient client;

  /** All ClusterRoles in the order of their names; touched by the follower's thread only. */
  private final Map<String, ObjectNode> roles = new TreeMap<>();

  private boolean started;
  private AutoCloseable following;

  ClusterRoleAggregation(ClusterState state, LoopbackClient client) {
    this.state = state;
    this.client = client;
  }

  void start(@Observes @Priority(600) StartupEvent event) {
    following = state.follow("clusterroles." + RbacIndex.GROUP, this::changed);
    synchronized (this) {
      started = true;
      aggregate();
    }
  }

  @PreDestroy
  void stop() throws Exception {
    if (following != null) following.close();
  }

  private synchronized void changed(Event event) {
    String name = event.object().path("metadata").path("name").asText();
    if (event.type() == Change.Type.DELETED) roles.remove(name);
    else roles.put(name, event.object());
    if (started) aggregate();
  }

  private void aggregate() {
    for (ObjectNode role : roles.values().toArray(ObjectNode[]::new)) {
      if (!role.path("aggregationRule").isObject()) continue;
      ArrayNode sum = sum(role);
      boolean same = role.path("rules").isEmpty() ? sum.isEmpty() : role.path("rules").equals(sum);
      if (!same) write(role, sum);
    }
  }

  private ArrayNode sum(ObjectNode target) {
    ArrayNode sum = JsonNodeFactory.instance.arrayNode();
    for (JsonNode selector : target.path("aggregationRule").path("clusterRoleSelectors")) {
      for (ObjectNode role : roles.values()) {
        if (role == target || !LabelSelectors.matches(selector, role)) continue;
        for (JsonNode rule : role.path("rules")) {
          if (!contains(sum, rule)) sum.add(rule);
        }
      }
    }
    return sum;
  }

  private void write(ObjectNode role, ArrayNode rules) {
    String name = role.path("metadata").path("name").asText();
    ObjectNode update = role.deepCopy();
    update.set("rules", rules);
    try {
      client.update(PATH + name, update);
    } catch (StatusException refused) {
      // It has changed meanwhile; that change comes here too.
      LOG.debugf("Cannot aggregate ClusterRole %s: %s", name, refused.getMessage());
    }
  }

  private static boolean contains(ArrayNode rules, JsonNode rule) {
    for (JsonNode each : rules) {
      if (each.equals(rule)) return true;
    }
    return false;
  }
}
