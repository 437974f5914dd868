package dev.skiff.agent.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.ApiException;
import dev.skiff.agent.api.Backoff;
import dev.skiff.agent.api.Json;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jboss.logging.Logger;

/** The node's sign of life: its Lease in kube-node-lease. */
final class NodeLease {
  private static final Logger LOG = Logger.getLogger(NodeLease.class);

  private static final String PATH =
      "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
  private static final String NAMESPACE = "kube-node-lease";
  private static final int DURATION_SECONDS = 40;
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final ApiClient client;
  private final Node node;
  private String resourceVersion;

  NodeLease(ApiClient client, Node node) {
    this.client = client;
    this.node = node;
  }

  /** Renews the lease again and again until the thread is interrupted. */
  void keep() {
    Backoff retry = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
    boolean unanswered = false;
    try {
      while (true) {
        Duration wait = PERIOD;
        try {
          renew();
          unanswered = false;
          retry.reset();
        } catch (RuntimeException e) {
          retry.log(LOG, "the node's lease cannot be renewed: " + e.getMessage());
          wait = retry.next();
          boolean again = unanswered;
          unanswered = e instanceof ApiException api && api.timedOut();
          if (unanswered && again) {
            // The connection may lead nowhere any more, which TCP finds out after a quarter of an
            // hour only.
            client.reconnect();
          }
        }
        Thread.sleep(wait);
      }
    } catch (InterruptedException e) {
      // the agent stops
    }
  }

  /** Renews the lease, or makes it where there is none. */
  private void renew() {
    if (resourceVersion == null) {
      resourceVersion = version(readOrCreate());
    }
    try {
      resourceVersion = version(client.put(PATH + "/" + name(), lease()));
    } catch (ApiException e) {
      if (e.isConflict() || e.isNotFound()) {
        resourceVersion = null;
      }
      throw e;
    }
  }

  private JsonNode readOrCreate() {
    try {
      return client.get(PATH + "/" + name());
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      return client.post(PATH, lease());
    }
  }

  private ObjectNode lease() {
    ObjectNode lease = Json.object().put("apiVersion", "coordination.k8s.io/v1");
    lease.put("kind", "Lease");
    ObjectNode metadata = lease.putObject("metadata").put("name", name());
    metadata.put("namespace", NAMESPACE);
    if (resourceVersion != null) {
      metadata.put("resourceVersion", resourceVersion);
    }
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "v1")
        .put("kind", "Node")
        .put("name", name())
        .put("uid", node.getMetadata().getUid());
    lease
        .putObject("spec")
        .put("holderIdentity", name())
        .put("leaseDurationSeconds", DURATION_SECONDS)
        .put("renewTime", MICROSECONDS.format(Instant.now()));
    return lease;
  }

  private static String version(JsonNode lease) {
    return lease.path("metadata").path("resourceVersion").asText();
  }

  private String name() {
    return node.getMetadata().getName();
  }
}
