package dev.skiff.agent.pod;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Brings one pod's status to the API server, the newest one only and only when it changed, on a
 * virtual thread of its own: a pod goes on while the API server is away.
 */
final class StatusSync {

  private static final Logger LOG = Logger.getLogger(StatusSync.class);
  private static final Duration RETRY_INITIAL = Duration.ofMillis(200);
  private static final Duration RETRY_MAX = Duration.ofSeconds(10);
  private static final List<String> ADDRESSES = List.of("podIPs", "hostIPs");

  private final PodStatusWriter writer;
  private final String namespace;
  private final String name;
  private final String uid;
  private final Runnable written;
  private Set<String> conditions;

  private ObjectNode wanted;
  private ObjectNode done;
  private boolean delete;
  private Thread thread;

  /**
   * A status of the pod with this identity.
   *
   * @param conditions types of conditions in the API that may have to go
   * @param written called after each write, on another thread
   */
  StatusSync(
      PodStatusWriter writer,
      String namespace,
      String name,
      String uid,
      Collection<String> conditions,
      Runnable written) {
    this.writer = writer;
    this.namespace = namespace;
    this.name = name;
    this.uid = uid;
    this.conditions = Set.copyOf(conditions);
    this.written = written;
  }

  /** Wants this status in the API. */
  synchronized void submit(ObjectNode status) {
    wanted = status;
    work();
  }

  /** Takes the status of a pod that ended before the agent started as it is in the API. */
  synchronized void alreadyWritten(ObjectNode status) {
    wanted = status;
    done = status;
  }

  /** Wants the pod deleted, after its last status was written. */
  synchronized void delete() {
    if (!delete) {
      delete = true;
      work();
    }
  }

  /** Whether the last submitted status is in the API. */
  synchronized boolean written() {
    return wanted != null && wanted.equals(done);
  }

  /** Gives up. */
  synchronized void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void work() {
    if (thread == null && (delete || !wanted.equals(done))) {
      thread = Thread.ofVirtual().name("status-" + name).start(this::run);
    }
  }

  private void run() {
    Duration retry = RETRY_INITIAL;
    while (true) {
      ObjectNode status;
      synchronized (this) {
        if (!delete && wanted.equals(done)) {
          thread = null;
          return;
        }
        status = wanted != null && !wanted.equals(done) ? wanted : null;
      }
      try {
        if (status == null) {
          writer.delete(namespace, name, uid);
          return;
        }
        writer.patchStatus(namespace, name, patch(status));
        synchronized (this) {
          done = status;
          conditions = types(status);
        }
        retry = RETRY_INITIAL;
        written.run();
      } catch (IOException | RuntimeException e) {
        LOG.debugf("status of pod %s/%s not written: %s", namespace, name, e.getMessage());
        try {
          Thread.sleep(retry);
        } catch (InterruptedException interrupted) {
          return;
        }
        retry = retry.compareTo(RETRY_MAX) < 0 ? retry.multipliedBy(2) : RETRY_MAX;
      }
    }
  }

  private ObjectNode patch(ObjectNode status) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").put("uid", uid);
    ObjectNode copy = status.deepCopy();
    replaceAddresses(copy);
    dropConditions(copy);
    patch.set("status", copy);
    return patch;
  }

  /** Conditions are merged by type: those that do not hold any more are taken out. */
  private void dropConditions(ObjectNode status) {
    Set<String> present = types(status);
    for (String type : conditions) {
      if (status.has("conditions") && !present.contains(type)) {
        status.withArray("conditions").addObject().put("$patch", "delete").put("type", type);
      }
    }
  }

  private static Set<String> types(ObjectNode status) {
    Set<String> types = new HashSet<>();
    status.path("conditions").forEach(condition -> types.add(condition.path("type").asText()));
    return types;
  }

  /**
   * Lists of addresses are merged by address: a pod's new ones replace the old ones, which may be
   * from before the agent started and are not known here then.
   */
  private static void replaceAddresses(ObjectNode status) {
    for (String list : ADDRESSES) {
      if (status.has(list)) {
        status.withArray(list).addObject().put("$patch", "replace");
      }
    }
  }
}
