package dev.skiff.controlplane.admission.quota;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.ClusterState;
import dev.skiff.controlplane.controller.ControllerConfig;
import dev.skiff.controlplane.resource.Quantity;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps {@code status} of quotas as the ledger has it. All of them are looked at again now and
 * then, as upstream's controller does ({@code --resource-quota-sync-period}).
 */
@Singleton
final class ResourceQuotaStatus {
  private static final Logger LOG = Logger.getLogger(ResourceQuotaStatus.class);

  private static final Duration SYNC_PERIOD = Duration.ofMinutes(5);

  private final ClusterState state;
  private final QuotaLedger ledger;
  private final LoopbackClient client;

  /** Namespaces to look at; a change of one that waits already adds nothing. */
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();

  private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
  private Thread thread;

  ResourceQuotaStatus(
      ClusterState state, QuotaLedger ledger, LoopbackClient client, ControllerConfig controllers) {
    this.state = state;
    this.ledger = ledger;
    this.client = client;
    if (!controllers.controllers()) return;
    ledger.listen(
        namespace -> {
          if (waiting.add(namespace)) queue.add(namespace);
        });
  }

  void start(@Observes @Priority(580) StartupEvent event) {
    thread = Thread.ofVirtual().name("quota-status").start(this::run);
  }

  @PreDestroy
  void stop() {
    if (thread != null) thread.interrupt();
  }

  private void run() {
    long due = System.nanoTime() + SYNC_PERIOD.toNanos();
    while (true) {
      try {
        String namespace = queue.poll(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (namespace == null) {
          ledger.recount();
          due = System.nanoTime() + SYNC_PERIOD.toNanos();
          continue;
        }
        waiting.remove(namespace);
        for (ObjectNode quota : state.list("resourcequotas", namespace)) update(quota);
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException defect) {
        LOG.error("Cannot keep the status of quotas", defect);
      }
    }
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
