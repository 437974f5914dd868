package dev.skiff.operator.runtime;

import dev.skiff.operator.api.Informer;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.ResourceKind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The informer: one virtual thread that lists, then watches, and tells its handlers. */
public final class SharedInformer<T extends HasMetadata> implements Informer<T>, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SharedInformer.class);
  private static final Duration SHORT_WATCH = Duration.ofSeconds(1);

  private final ResourceKind kind;
  private final ResourceEndpoint<T> endpoint;
  private final IndexedCache<T> cache = new IndexedCache<>();
  private final List<Consumer<ResourceEvent<T>>> handlers = new CopyOnWriteArrayList<>();
  private final ReentrantLock dispatch = new ReentrantLock();
  private final CountDownLatch synced = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final BackOff<ResourceKind> backOff =
      new BackOff<>(Duration.ofMillis(200), Duration.ofSeconds(30));
  private final Thread thread;

  SharedInformer(ResourceKind kind, ResourceEndpoint<T> endpoint) {
    this.kind = kind;
    this.endpoint = endpoint;
    this.thread = Thread.ofVirtual().name("informer-" + kind).unstarted(this::run);
  }

  /** Starts listing; does nothing the second time. */
  void start() {
    synchronized (thread) {
      if (thread.getState() == Thread.State.NEW) thread.start();
    }
  }

  @Override
  public ResourceCache<T> cache() {
    return cache;
  }

  @Override
  public void addHandler(Consumer<ResourceEvent<T>> handler) {
    dispatch.lock();
    try {
      handlers.add(handler);
      for (T object : cache.list()) {
        call(handler, new ResourceEvent<>(ResourceEvent.Type.ADDED, null, object));
      }
    } finally {
      dispatch.unlock();
    }
  }

  @Override
  public void addIndex(String name, Function<T, Collection<String>> keys) {
    cache.addIndex(name, keys);
  }

  @Override
  public boolean synced() {
    return synced.getCount() == 0;
  }

  @Override
  public void awaitSynced() throws InterruptedException {
    synced.await();
  }

  /** Stops; the cache stays as it is. */
  @Override
  public void close() {
    stopped.countDown();
    thread.interrupt();
  }

  private void run() {
    String version = null;
    while (stopped.getCount() > 0) {
      try {
        if (version == null) version = list();
        version = watch(version);
      } catch (GoneException e) {
        LOG.debugf("%s: %s; listing anew", kind, e.getMessage());
        version = null;
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        if (!pause(e)) return;
      }
    }
  }

  /** Waits as long as failures in a row demand; false if the informer stops meanwhile. */
  private boolean pause(Exception cause) {
    Duration delay = backOff.next(kind);
    if (stopped.getCount() == 0) return false;
    LOG.debugf("%s: %s; again in %s", kind, cause, delay);
    if (backOff.failures(kind) == 5) {
      LOG.warnf("%s cannot be listed or watched: %s", kind, cause.getMessage());
    }
    try {
      return !stopped.await(delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private String list() throws IOException, InterruptedException {
    Set<Request> vanished = new HashSet<>(cache.places());
    ResourceEndpoint.Page<T> page = endpoint.list(null);
    while (true) {
      for (T object : page.items()) {
        vanished.remove(Request.of(object));
        put(object);
      }
      if (page.continueToken() == null) break;
      page = endpoint.list(page.continueToken());
    }
    vanished.forEach(this::remove);
    synced.countDown();
    return page.resourceVersion();
  }

  /** Watches until the server ends it, and returns the version to go on from. */
  private String watch(String since) throws IOException, InterruptedException {
    String version = since;
    long began = System.nanoTime();
    int timeoutSeconds = ThreadLocalRandom.current().nextInt(300, 600);
    try (WatchStream<T> stream = endpoint.watch(since, timeoutSeconds)) {
      for (var event = stream.next(); event != null; event = stream.next()) {
        version = event.object().getMetadata().getResourceVersion();
        backOff.forget(kind);
        switch (event.type()) {
          case "ADDED", "MODIFIED" -> put(event.object());
          case "DELETED" -> removed(event.object());
          case "BOOKMARK" -> {}
          default -> throw new IOException("unknown watch event " + event.type());
        }
      }
    }
    boolean brief = System.nanoTime() - began < SHORT_WATCH.toNanos();
    if (brief && version.equals(since)) throw new IOException("the watch ended at once");
    return version;
  }

  private void put(T object) {
    tell(
        () -> {
          T previous = cache.put(object);
          return previous == null
              ? new ResourceEvent<>(ResourceEvent.Type.ADDED, null, object)
              : new ResourceEvent<>(ResourceEvent.Type.UPDATED, previous, object);
        });
  }

  private void removed(T last) {
    tell(
        () -> {
          T previous = cache.remove(Request.of(last));
          return previous == null
              ? null
              : new ResourceEvent<>(ResourceEvent.Type.DELETED, previous, last);
        });
  }

  private void remove(Request place) {
    cache.get(place).ifPresent(this::removed);
  }

  private void tell(Supplier<ResourceEvent<T>> change) {
    dispatch.lock();
    try {
      ResourceEvent<T> event = change.get();
      if (event != null) handlers.forEach(handler -> call(handler, event));
    } finally {
      dispatch.unlock();
    }
  }

  private void call(Consumer<ResourceEvent<T>> handler, ResourceEvent<T> event) {
    try {
      handler.accept(event);
    } catch (RuntimeException e) {
      LOG.errorf(e, "a handler of %s failed on %s", kind, Request.of(event.current()));
    }
  }
}
