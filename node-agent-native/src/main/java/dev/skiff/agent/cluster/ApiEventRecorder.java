package dev.skiff.agent.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.ApiException;
import dev.skiff.agent.api.ApiResource;
import dev.skiff.agent.api.Json;
import dev.skiff.agent.pod.EventRecorder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jboss.logging.Logger;

/**
 * Sends Events from one thread. Equal ones are counted into one object; when too many wait, new
 * ones are dropped, and so are those of an object that has too many.
 */
public final class ApiEventRecorder implements EventRecorder {

  private static final Logger LOG = Logger.getLogger(ApiEventRecorder.class);
  private static final int MAX_WAITING = 1000;
  private static final int MAX_REMEMBERED = 500;

  private final ApiClient client;
  private final String nodeName;
  private final BlockingQueue<Occurrence> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Map<Same, Sent> sent = new RecentlyUsed();
  private final EventRate rate = new EventRate();

  public ApiEventRecorder(ApiClient client, String nodeName) {
    this.client = client;
    this.nodeName = nodeName;
    Thread.ofVirtual().name("events").start(this::run);
  }

  @Override
  public void event(ObjectReference involved, String type, String reason, String message) {
    Same same =
        new Same(
            involved.getUid(),
            involved.getFieldPath() == null ? "" : involved.getFieldPath(),
            type,
            reason,
            message);
    if (!waiting.offer(new Occurrence(same, involved, Instant.now()))) {
      LOG.debugf("event dropped: %s %s", reason, message);
    }
  }

  private void run() {
    try {
      while (true) {
        Occurrence next = waiting.take();
        if (!rate.allows(next.involved().getUid(), next.at())) {
          continue;
        }
        try {
          send(next);
        } catch (RuntimeException e) {
          LOG.debugf("event not sent: %s: %s", next.same().reason(), e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      // the agent stops
    }
  }

  private void send(Occurrence occurrence) {
    Sent before = sent.get(occurrence.same());
    if (before != null) {
      try {
        sent.put(occurrence.same(), again(before, occurrence));
        return;
      } catch (ApiException e) {
        if (!e.isNotFound()) {
          throw e;
        }
        // Events expire: then it is a new one.
      }
    }
    sent.put(occurrence.same(), first(occurrence));
  }

  private Sent again(Sent before, Occurrence occurrence) {
    ObjectNode patch =
        Json.object().put("count", before.count() + 1).put("lastTimestamp", time(occurrence.at()));
    client.patch(ApiResource.EVENTS, before.namespace(), before.name(), "", patch);
    return new Sent(before.namespace(), before.name(), before.count() + 1);
  }

  private Sent first(Occurrence occurrence) {
    ObjectReference involved = occurrence.involved();
    // A Node has no namespace; its events are in the default one.
    String namespace = involved.getNamespace() == null ? "default" : involved.getNamespace();
    Instant now = occurrence.at();
    String suffix = Long.toHexString(now.getEpochSecond() * 1_000_000_000L + now.getNano());
    ObjectNode event = Json.object().put("apiVersion", "v1").put("kind", "Event");
    event
        .putObject("metadata")
        .put("name", involved.getName() + "." + suffix)
        .put("namespace", namespace);
    event.set("involvedObject", Json.tree(involved));
    event
        .put("type", occurrence.same().type())
        .put("reason", occurrence.same().reason())
        .put("message", occurrence.same().message())
        .put("count", 1)
        .put("firstTimestamp", time(now))
        .put("lastTimestamp", time(now))
        .put("reportingComponent", "kubelet")
        .put("reportingInstance", nodeName);
    event.putObject("source").put("component", "kubelet").put("host", nodeName);
    Event created = client.create(ApiResource.EVENTS, namespace, event);
    return new Sent(namespace, created.getMetadata().getName(), 1);
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** What makes two events the same. */
  private record Same(String uid, String fieldPath, String type, String reason, String message) {}

  private record Occurrence(Same same, ObjectReference involved, Instant at) {}

  private record Sent(String namespace, String name, int count) {}

  private static final class RecentlyUsed extends LinkedHashMap<Same, Sent> {
    RecentlyUsed() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Same, Sent> eldest) {
      return size() > MAX_REMEMBERED;
    }
  }
}
