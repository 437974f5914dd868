package dev.skiff.controlplane.admission.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.controller.ControllerConfig;
import dev.skiff.controlplane.informer.Chores;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.Quantity;
import dev.skiff.controlplane.store.Key;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps {@code status} of quotas as the ledger has it. All of them are looked at again now and
 * then, as upstream's controller does ({@code --resource-quota-sync-period}).
 */
@Singleton
final class ResourceQuotaStatus {
  private static final String RESOURCE = "resourcequotas";
  private static final Duration SYNC_PERIOD = Duration.ofMinutes(5);

  private final ClusterState state;
  private final QuotaLedger ledger;
  private final LoopbackClient client;
  private final Chores<Key> chores = new Chores<>("quota-status", this::update);
  private Thread thread;

  ResourceQuotaStatus(
      ClusterState state, QuotaLedger ledger, LoopbackClient client, ControllerConfig controllers) {
    this.state = state;
    this.ledger = ledger;
    this.client = client;
    if (controllers.controllers()) ledger.listen(this::changed);
  }

  void start(@Observes @Priority(580) StartupEvent event) {
    thread = Thread.ofVirtual().name("quota-sync").start(this::run);
  }

  @PreDestroy
  void stop() {
    if (thread != null) thread.interrupt();
    chores.close();
  }

  private void changed(String namespace) {
    for (ObjectNode quota : state.list(RESOURCE, namespace)) {
      chores.add(new Key(RESOURCE, namespace, quota.at("/metadata/name").asText()));
    }
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(SYNC_PERIOD);
        ledger.recount();
      }
    } catch (InterruptedException stopped) {
      // Nothing is left to do.
    }
  }

  private void update(Key key) {
    state.get(RESOURCE, key.namespace(), key.name()).ifPresent(this::update);
  }

  private void update(ObjectNode quota) {
    Optional<Map<String, Quantity>> amounts = ledger.used(quota);
    // The ledger tells of what it learns later.
    if (amounts.isEmpty()) return;
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.set("hard", quota.path("spec").path("hard").deepCopy());
    ObjectNode used = status.putObject("used");
    for (Map.Entry<String, Quantity> each : amounts.get().entrySet()) {
      used.put(each.getKey(), each.getValue().toString());
    }
    if (status.equals(quota.path("status"))) return;
    ObjectNode update = quota.deepCopy();
    update.set("status", status);
    JsonNode metadata = quota.path("metadata");
    client.update(
        "/api/v1/namespaces/%s/%s/%s/status"
            .formatted(
                metadata.path("namespace").asText(), RESOURCE, metadata.path("name").asText()),
        update);
  }
}
