package dev.skiff.operator.runtime;

import dev.skiff.operator.api.Informer;
import dev.skiff.operator.api.ResourceKind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The informers of one client, one per type, shared by everybody who asks. */
public final class Informers implements AutoCloseable {
  private final KubernetesClient client;
  private final Map<Class<?>, SharedInformer<?>> shared = new HashMap<>();
  private final List<SharedInformer<?>> own = new ArrayList<>();
  private boolean started;

  public Informers(KubernetesClient client) {
    this.client = client;
  }

  /** The informer of a type; made and, if the others run, started when first asked for. */
  @SuppressWarnings("unchecked")
  public synchronized <T extends HasMetadata> Informer<T> of(Class<T> type) {
    return (Informer<T>)
        shared.computeIfAbsent(
            type, ignored -> make(ResourceKind.of(type), type, ResourceEndpoint.Selection.ALL));
  }

  /**
   * An informer of one's own, of which only metadata is kept. Close it when it is not needed any
   * longer.
   *
   * @param type usually GenericKubernetesResource
   */
  public synchronized <T extends HasMetadata> SharedInformer<T> metadata(
      ResourceKind kind, Class<T> type) {
    SharedInformer<T> informer = make(kind, type, new ResourceEndpoint.Selection("", "", "", true));
    own.add(informer);
    return informer;
  }

  /** Closes an informer of one's own. */
  public synchronized void close(SharedInformer<?> informer) {
    own.remove(informer);
    informer.close();
  }

  /** Starts all, now and later. */
  public synchronized void start() {
    started = true;
    shared.values().forEach(SharedInformer::start);
    own.forEach(SharedInformer::start);
  }

  /** Blocks until all shared informers are synced. */
  public void awaitSynced() throws InterruptedException {
    List<SharedInformer<?>> now;
    synchronized (this) {
      now = List.copyOf(shared.values());
    }
    for (SharedInformer<?> informer : now) informer.awaitSynced();
  }

  @Override
  public synchronized void close() {
    shared.values().forEach(SharedInformer::close);
    own.forEach(SharedInformer::close);
  }

  private <T extends HasMetadata> SharedInformer<T> make(
      ResourceKind kind, Class<T> type, ResourceEndpoint.Selection selection) {
    SharedInformer<T> informer =
        new SharedInformer<>(kind, new ResourceEndpoint<>(client, kind, type, selection));
    if (started) informer.start();
    return informer;
  }
}
