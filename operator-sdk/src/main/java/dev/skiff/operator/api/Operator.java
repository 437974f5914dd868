package dev.skiff.operator.api;

import dev.skiff.operator.runtime.BackOff;
import dev.skiff.operator.runtime.ControllerRunner;
import dev.skiff.operator.runtime.EventSink;
import dev.skiff.operator.runtime.Informers;
import dev.skiff.operator.runtime.SharedInformer;
import dev.skiff.operator.runtime.SystemTimer;
import dev.skiff.operator.runtime.Timer;
import dev.skiff.operator.runtime.WorkQueue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A program that keeps a cluster as its resources ask: some controllers, the informers that they
 * share, and a client.
 *
 * <pre>{@code
 * var operator = Operator.on(client);
 * operator.controller("greeting", Greeting.class).owns(ConfigMap.class).reconciler(...);
 * operator.start();
 * }</pre>
 */
public final class Operator implements AutoCloseable {
  private static final Duration FIRST_RETRY = Duration.ofMillis(5);
  private static final Duration LAST_RETRY = Duration.ofSeconds(1000);

  private final KubernetesClient client;
  private final SystemTimer timer = new SystemTimer();
  private final Informers informers;
  private final List<ControllerRunner> controllers = new ArrayList<>();
  private final Map<String, WorkQueue<Request>> queues = new ConcurrentSkipListMap<>();
  private final List<AutoCloseable> resources = new ArrayList<>();

  private Operator(KubernetesClient client) {
    this.client = client;
    this.informers = new Informers(client);
  }

  /** An operator that works through a client, which stays the caller's to close. */
  public static Operator on(KubernetesClient client) {
    return new Operator(client);
  }

  /** The client. */
  public KubernetesClient client() {
    return client;
  }

  /** The shared informer of a type. */
  public <T extends HasMetadata> Informer<T> informer(Class<T> type) {
    return informers.of(type);
  }

  /** An informer of one's own that keeps metadata only; close it when it is of no use any more. */
  public <T extends HasMetadata> SharedInformer<T> metadataInformer(
      ResourceKind kind, Class<T> type) {
    return informers.metadata(kind, type);
  }

  /** Begins a controller. */
  public <P extends HasMetadata> ControllerBuilder<P> controller(String name, Class<P> primary) {
    return new ControllerBuilder<>(this, name, primary);
  }

  /** Closes an informer of one's own. */
  public void closeInformer(SharedInformer<?> informer) {
    informers.close(informer);
  }

  /**
   * A reconciler that no resource wakes, only its trigger. Requests may mean anything.
   *
   * @param workers how many requests are handled at once
   */
  public ControllerBuilder.Trigger worker(String name, int workers, Reconciler reconciler) {
    WorkQueue<Request> queue = newQueue(name);
    add(new ControllerRunner(name, reconciler, queue, List.of(), workers));
    return queue::addAfter;
  }

  /**
   * A recorder of events.
   *
   * @param component who reports, for example {@code deployment-controller}
   */
  public EventRecorder events(String component) {
    return events(component, client);
  }

  /** As {@link #events(String)}, sent by another client. */
  public synchronized EventRecorder events(String component, KubernetesClient sender) {
    EventSink sink = new EventSink(sender, component, timer);
    resources.add(sink);
    return sink;
  }

  /** Time; for controllers that wait for a moment. */
  public Timer timer() {
    return timer;
  }

  /** Starts informers and controllers; returns at once. */
  public synchronized void start() {
    informers.start();
    controllers.forEach(ControllerRunner::start);
  }

  /** Blocks until every informer that was asked for has its first list. */
  public void awaitSynced() throws InterruptedException {
    informers.awaitSynced();
  }

  /** Stops gracefully: no new requests, a few seconds for those at work. */
  @Override
  public synchronized void close() throws Exception {
    controllers.forEach(ControllerRunner::close);
    informers.close();
    for (AutoCloseable resource : resources) resource.close();
    timer.close();
  }

  /** The work queues by the names of their controllers. */
  public Map<String, WorkQueue<Request>> queues() {
    return Collections.unmodifiableMap(queues);
  }

  WorkQueue<Request> newQueue(String controller) {
    WorkQueue<Request> queue = new WorkQueue<>(timer, new BackOff<>(FIRST_RETRY, LAST_RETRY));
    queues.put(controller, queue);
    return queue;
  }

  synchronized void add(ControllerRunner controller) {
    controllers.add(controller);
  }
}
