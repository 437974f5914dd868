package dev.skiff.operator.runtime;

import dev.skiff.operator.api.EventRecorder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jboss.logging.Logger;

/**
 * Sends events in the background. An event that repeats one of the last minutes raises that one's
 * count. What does not fit into a bounded backlog is dropped.
 */
public final class EventSink implements EventRecorder, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EventSink.class);
  private static final int BACKLOG = 1000;
  private static final int REMEMBERED = 4096;
  private static final Duration SAME = Duration.ofMinutes(10);

  private final KubernetesClient client;
  private final String component;
  private final Timer timer;
  private final BlockingQueue<Report> backlog = new ArrayBlockingQueue<>(BACKLOG);
  private final Map<Key, Event> sent =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Event> eldest) {
          return size() > REMEMBERED;
        }
      };
  private Thread thread;

  public EventSink(KubernetesClient client, String component, Timer timer) {
    this.client = client;
    this.component = component;
    this.timer = timer;
  }

  @Override
  public void record(ObjectReference regarding, Type type, String reason, String message) {
    startOnce();
    if (!backlog.offer(new Report(regarding, type, reason, message, timer.instant()))) {
      LOG.debugf("too many events; dropped %s: %s", reason, message);
    }
  }

  @Override
  public synchronized void close() {
    if (thread != null) thread.interrupt();
  }

  private synchronized void startOnce() {
    if (thread == null) thread = Thread.ofVirtual().name("events-" + component).start(this::run);
  }

  private void run() {
    try {
      while (true) {
        Report report = backlog.take();
        try {
          send(report);
        } catch (KubernetesClientException e) {
          // The namespace may be going; events are not worth more than one try.
          LOG.debugf("event %s was refused: %s", report.reason, e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Report report) {
    Key key =
        new Key(
            report.regarding.getUid(),
            report.regarding.getFieldPath(),
            report.type,
            report.reason,
            report.message);
    Event before = sent.get(key);
    if (before != null
        && Instant.parse(before.getLastTimestamp()).plus(SAME).isAfter(report.time)) {
      try {
        sent.put(key, again(before, report.time));
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != 404) throw e;
      }
    }
    sent.put(key, client.resource(event(report)).create());
  }

  private Event again(Event before, Instant time) {
    Event counted =
        new EventBuilder(before)
            .withCount(before.getCount() + 1)
            .withLastTimestamp(time.truncatedTo(ChronoUnit.SECONDS).toString())
            .editMetadata()
            .withResourceVersion(null)
            .endMetadata()
            .build();
    return client.resource(before).patch(PatchContext.of(PatchType.JSON_MERGE), counted);
  }

  private Event event(Report report) {
    String namespace = report.regarding.getNamespace();
    if (namespace == null || namespace.isEmpty()) namespace = "default";
    String now = report.time.truncatedTo(ChronoUnit.SECONDS).toString();
    long stamp = ChronoUnit.NANOS.between(Instant.EPOCH, report.time);
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(report.regarding.getName() + "." + Long.toHexString(stamp))
        .endMetadata()
        .withInvolvedObject(report.regarding)
        .withType(report.type.text())
        .withReason(report.reason)
        .withMessage(report.message)
        .withCount(1)
        .withFirstTimestamp(now)
        .withLastTimestamp(now)
        .withReportingComponent(component)
        .withReportingInstance("")
        .withNewSource()
        .withComponent(component)
        .endSource()
        .build();
  }

  private record Report(
      ObjectReference regarding, Type type, String reason, String message, Instant time) {}

  private record Key(String uid, String fieldPath, Type type, String reason, String message) {}
}
