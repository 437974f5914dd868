package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Fills ClusterRoles that have an {@code aggregationRule} with the rules of those that it selects.
 * Driven by changes of ClusterRoles.
 */
@Singleton
final class ClusterRoleAggregation {
  private static final String API_VERSION = RbacIndex.GROUP + "/v1";
  private static final String PATH = "/apis/" + API_VERSION + "/clusterroles/";
  private static final String OWNER = "clusterrole-aggregation-controller";

  private final ClusterState state;
  private final LoopbackClient client;
  private final Chores<String> chores = new Chores<>("cluster-role-aggregation", this::aggregate);

  /** All ClusterRoles in the order of their names. */
  private final Map<String, ObjectNode> roles = new ConcurrentSkipListMap<>();

  private volatile boolean started;
  private AutoCloseable following;

  ClusterRoleAggregation(ClusterState state, LoopbackClient client) {
    this.state = state;
    this.client = client;
  }

  void start(@Observes @Priority(600) StartupEvent event) {
    following = state.follow("clusterroles." + RbacIndex.GROUP, this::changed);
    started = true;
    aggregateAll();
  }

  @PreDestroy
  void stop() throws Exception {
    if (following != null) following.close();
    chores.close();
  }

  private void changed(Event event) {
    String name = event.object().path("metadata").path("name").asText();
    if (event.type() == Change.Type.DELETED) roles.remove(name);
    else roles.put(name, event.object());
    if (started) aggregateAll();
  }

  private void aggregateAll() {
    roles.forEach(
        (name, role) -> {
          if (isAggregated(role)) chores.add(name);
        });
  }

  private void aggregate(String name) {
    ObjectNode role = roles.get(name);
    if (role == null || !isAggregated(role)) return;
    ArrayNode sum = JsonNodeFactory.instance.arrayNode();
    sum(roles, role).forEach(sum::add);
    boolean same = role.path("rules").isEmpty() ? sum.isEmpty() : role.path("rules").equals(sum);
    if (same) return;
    ObjectNode applied = JsonNodeFactory.instance.objectNode();
    applied.put("apiVersion", API_VERSION).put("kind", "ClusterRole");
    applied.putObject("metadata").put("name", name);
    applied.set("rules", sum);
    client.apply(PATH + name, applied, OWNER);
  }

  private static boolean isAggregated(ObjectNode role) {
    return role.path("aggregationRule").isObject();
  }

  /**
   * The rules of all that a role selects; of those that select others themselves, the rules of
   * these. So what was written into aggregated roles plays no part, and roles that select each
   * other do not rewrite each other without end.
   *
   * @param roles by name
   */
  static Set<JsonNode> sum(Map<String, ObjectNode> roles, ObjectNode role) {
    Set<JsonNode> sum = new LinkedHashSet<>();
    add(sum, roles, role, new HashSet<>(Set.of(role.at("/metadata/name").asText())));
    return sum;
  }

  private static void add(
      Set<JsonNode> sum, Map<String, ObjectNode> roles, ObjectNode role, Set<String> seen) {
    for (JsonNode selector : role.at("/aggregationRule/clusterRoleSelectors")) {
      roles.forEach(
          (name, other) -> {
            if (!LabelSelectors.matches(selector, other) || !seen.add(name)) return;
            if (isAggregated(other)) add(sum, roles, other, seen);
            else other.path("rules").forEach(sum::add);
          });
    }
  }
}
