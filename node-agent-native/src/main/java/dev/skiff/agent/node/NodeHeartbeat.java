package dev.skiff.agent.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.ApiResource;
import dev.skiff.agent.api.Backoff;
import dev.skiff.agent.api.Json;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps the Node's status and Lease. The status is looked at every 10 seconds, and written when it
 * has changed and every 5 minutes. The lease has a thread of its own: a runtime that hangs makes
 * the node not ready, and not one that nobody has heard of.
 */
public final class NodeHeartbeat {

  private static final Logger LOG = Logger.getLogger(NodeHeartbeat.class);
  private static final Duration CHECK_PERIOD = Duration.ofSeconds(10);
  private static final Duration STATUS_PERIOD = Duration.ofMinutes(5);

  private final ApiClient client;
  private final NodeIdentity identity;
  private final int port;
  private final Machine machine;
  private final NodeRuntime runtime;
  private final NodePressure pressure;
  private final NodeLease lease;
  private final NodeConditions conditions = new NodeConditions();
  private final Semaphore changes = new Semaphore(0);
  private final Backoff retry = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
  private Instant written = Instant.MIN;

  public NodeHeartbeat(
      ApiClient client,
      Node node,
      NodeIdentity identity,
      int port,
      Machine machine,
      NodeRuntime runtime,
      NodePressure pressure) {
    this.client = client;
    this.identity = identity;
    this.port = port;
    this.machine = machine;
    this.runtime = runtime;
    this.pressure = pressure;
    pressure.onChange(this::changed);
    this.lease = new NodeLease(client, node);
  }

  /** Begins; returns at once. */
  public void start() {
    Thread.ofVirtual().name("node lease").start(lease::keep);
    Thread.ofVirtual().name("node heartbeat").start(this::run);
  }

  /** Something that the status depends on may have changed: looks now instead of later. */
  public void changed() {
    changes.release();
  }

  private void run() {
    try {
      while (true) {
        Duration wait = CHECK_PERIOD;
        try {
          writeStatus();
          retry.reset();
        } catch (RuntimeException e) {
          retry.log(LOG, "the node's status cannot be written: " + e.getMessage());
          wait = retry.next();
        }
        if (changes.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
          changes.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      // the agent stops
    }
  }

  private void writeStatus() {
    boolean changed = conditions.observe(pressure, runtime);
    Instant now = Instant.now();
    if (changed) {
      written = Instant.MIN; // also when the write below fails: it is due until it succeeds
    }
    if (now.isBefore(written.plus(STATUS_PERIOD))) {
      return;
    }
    client.patch(ApiResource.NODES, null, identity.name(), "status", status(now));
    written = now;
    if (changed) {
      LOG.infof(
          "node %s is %s: %s",
          identity.name(), conditions.isReady() ? "Ready" : "not ready", conditions.message());
    }
  }

  private ObjectNode status(Instant now) {
    ObjectNode patch = Json.object();
    ObjectNode status = patch.putObject("status");
    status.set("capacity", machine.capacity());
    status.set("allocatable", machine.allocatable());
    status.set("conditions", conditions.toJson(now));
    String address = identity.address().getHostAddress();
    status
        .putArray("addresses")
        .add(Json.object().put("type", "InternalIP").put("address", address))
        .add(Json.object().put("type", "Hostname").put("address", identity.name()));
    status.putObject("daemonEndpoints").putObject("kubeletEndpoint").put("Port", port);
    status.set("nodeInfo", machine.info().put("containerRuntimeVersion", runtime.version()));
    var images = status.putArray("images");
    for (ContainerImage image : runtime.images()) {
      images.add(Json.tree(image));
    }
    return patch;
  }
}
