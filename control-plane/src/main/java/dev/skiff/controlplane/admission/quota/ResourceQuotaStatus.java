package dev.skiff.controlplane.admission.quota;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.Quantity;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.ClusterState;
import dev.skiff.controlplane.auth.ClusterState.Event;
import dev.skiff.controlplane.controller.ControllerConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Keeps {@code status.used} of quotas. Follows quotas, and from the first quota that counts them
 * on, the resources that quotas count.
 */
@Singleton
final class ResourceQuotaStatus {
  private static final Logger LOG = Logger.getLogger(ResourceQuotaStatus.class);

  private final ClusterState state;
  private final QuotaLedger ledger;
  private final LoopbackClient client;
  private final boolean enabled;
  private final Map<String, AutoCloseable> following = new ConcurrentHashMap<>();

  ResourceQuotaStatus(
      ClusterState state, QuotaLedger ledger, LoopbackClient client, ControllerConfig controllers) {
    this.enabled = controllers.controllers();
    this.state = state;
    this.ledger = ledger;
    this.client = client;
  }

  void start(@Observes @Priority(600) StartupEvent event) {
    if (!enabled) return;
    following.put("resourcequotas", state.follow("resourcequotas", this::quotaChanged));
  }

  @PreDestroy
  void stop() throws Exception {
    for (AutoCloseable each : following.values()) each.close();
  }

  private void quotaChanged(Event event) {
    Set<String> limited = new LinkedHashSet<>();
    event.object().path("spec").path("hard").fieldNames().forEachRemaining(limited::add);
    for (String resource : QuotaLedger.resources(limited)) {
      if (following.containsKey(resource)) continue;
      // Put first: following tells of what is there, and that comes back here.
      following.put(resource, () -> {});
      following.put(resource, state.follow(resource, this::objectChanged));
    }
    objectChanged(event);
  }

  private void objectChanged(Event event) {
    String namespace = event.object().path("metadata").path("namespace").asText();
    if (namespace.isEmpty()) return;
    for (ObjectNode quota : state.list("resourcequotas", namespace)) update(quota);
  }

  private void update(ObjectNode quota) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.set("hard", quota.path("spec").path("hard").deepCopy());
    ObjectNode used = status.putObject("used");
    for (Map.Entry<String, Quantity> each : ledger.used(quota).entrySet()) {
      used.put(each.getKey(), each.getValue().toString());
    }
    if (status.equals(quota.path("status"))) return;
    ObjectNode update = quota.deepCopy();
    update.set("status", status);
    String namespace = quota.path("metadata").path("namespace").asText();
    String name = quota.path("metadata").path("name").asText();
    try {
      client.update(
          "/api/v1/namespaces/%s/resourcequotas/%s/status".formatted(namespace, name), update);
    } catch (StatusException refused) {
      // It has changed or gone meanwhile; that change comes here too.
      LOG.debugf("Cannot update quota %s/%s: %s", namespace, name, refused.getMessage());
    }
  }
}
