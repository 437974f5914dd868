package dev.skiff.agent.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jboss.logging.Logger;

/**
 * Follows a set of objects: a LIST, then watches that go on from the last revision seen (bookmarks
 * included). When the API server is away it tries again with a growing delay; when the revision is
 * too old it lists again and tells the difference. There is no resync.
 */
public final class Informer<T extends HasMetadata> implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Informer.class);

  private final ApiClient client;
  private final ApiResource<T> resource;
  private final String namespace;
  private final String selector;
  private final ResourceEventHandler<T> handler;
  private final Map<String, T> objects = new ConcurrentHashMap<>();
  private final CountDownLatch synced = new CountDownLatch(1);
  private final Thread thread;
  private volatile WatchStream watch;
  private volatile boolean closed;

  /** One that was not started. */
  Informer(
      ApiClient client,
      ApiResource<T> resource,
      String namespace,
      String selector,
      ResourceEventHandler<T> handler) {
    this.client = client;
    this.resource = resource;
    this.namespace = namespace;
    this.selector = selector;
    this.handler = handler;
    this.thread = Thread.ofVirtual().name("informer " + resource.plural()).unstarted(this::run);
  }

  /**
   * Starts to follow.
   *
   * @param namespace null for all
   * @param selector {@code fieldSelector=…&labelSelector=…}, empty for all objects
   */
  public static <T extends HasMetadata> Informer<T> start(
      ApiClient client,
      ApiResource<T> resource,
      String namespace,
      String selector,
      ResourceEventHandler<T> handler) {
    Informer<T> informer = new Informer<>(client, resource, namespace, selector, handler);
    informer.thread.start();
    return informer;
  }

  /** The object as last seen. */
  public Optional<T> get(String namespace, String name) {
    return Optional.ofNullable(objects.get(key(namespace, name)));
  }

  /** All objects as last seen; a live view. */
  public Collection<T> all() {
    return objects.values();
  }

  /** Waits until the first LIST has been handled. */
  public void awaitSynced() throws InterruptedException {
    synced.await();
  }

  @Override
  public void close() {
    closed = true;
    WatchStream open = watch;
    if (open != null) {
      open.close();
    }
    thread.interrupt();
  }

  private void run() {
    Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
    String revision = null;
    while (!closed) {
      try {
        if (revision == null) {
          revision = list();
          backoff.reset();
        }
        String reached = watch(revision);
        if (reached != null && reached.equals(revision)) {
          // The watch ended without news: a server that is going down; do not run against it.
          backoff.sleep();
        } else {
          backoff.reset();
        }
        revision = reached;
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (closed || client.isClosed()) {
          return;
        }
        if (e instanceof ApiException api && api.isGone()) {
          revision = null;
        }
        backoff.log(LOG, "watch of " + resource.plural() + " interrupted: " + e.getMessage());
        try {
          backoff.sleep();
        } catch (InterruptedException interrupted) {
          return;
        }
      }
    }
  }

  private String list() {
    ResourceList<T> list = client.list(resource, namespace, selector);
    Set<String> seen = new HashSet<>();
    for (T item : list.items()) {
      seen.add(key(item));
      set(item);
    }
    for (String key : Set.copyOf(objects.keySet())) {
      if (!seen.contains(key)) {
        tell(() -> handler.onDelete(objects.remove(key)));
      }
    }
    if (synced.getCount() > 0) {
      tell(handler::onSynced);
      synced.countDown();
    }
    return list.resourceVersion();
  }

  /** Returns the revision reached when the watch ended; null when a new LIST is needed. */
  private String watch(String revision) throws InterruptedException {
    String query =
        "allowWatchBookmarks=true&resourceVersion="
            + revision
            + (selector.isEmpty() ? "" : "&" + selector);
    try (WatchStream stream = client.watch(resource, namespace, query)) {
      watch = stream;
      String reached = revision;
      for (Optional<WatchStream.Event> next = stream.next();
          next.isPresent() && !closed;
          next = stream.next()) {
        WatchStream.Event event = next.get();
        if (event.type().equals("ERROR")) {
          LOG.debugf("watch of %s: %s", resource.plural(), event.object());
          return event.object().path("code").asInt() == 410 ? null : reached;
        }
        handle(event);
        reached = event.object().path("metadata").path("resourceVersion").asText(reached);
      }
      return reached;
    }
  }

  void handle(WatchStream.Event event) {
    switch (event.type()) {
      case "ADDED", "MODIFIED" -> set(Json.read(event.object(), resource.type()));
      case "DELETED" -> {
        T gone = Json.read(event.object(), resource.type());
        objects.remove(key(gone));
        tell(() -> handler.onDelete(gone));
      }
      default -> {} // BOOKMARK: only its revision matters
    }
  }

  private void set(T object) {
    T before = objects.put(key(object), object);
    if (before != null && !uid(before).equals(uid(object))) {
      // Its end was not seen: nobody was told while another came under its name.
      tell(() -> handler.onDelete(before));
    }
    if (before == null || !revision(before).equals(revision(object))) {
      tell(() -> handler.onSet(object));
    }
  }

  /** A handler that fails must not stop the others' objects from being told. */
  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.errorf(e, "a change of %s could not be handled", resource.plural());
    }
  }

  private static String revision(HasMetadata object) {
    return String.valueOf(object.getMetadata().getResourceVersion());
  }

  private static String uid(HasMetadata object) {
    return String.valueOf(object.getMetadata().getUid());
  }

  private static String key(HasMetadata object) {
    return key(object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  private static String key(String namespace, String name) {
    return namespace == null ? name : namespace + "/" + name;
  }
}
