package dev.skiff.operator.runtime;

import dev.skiff.operator.api.Informer;
import dev.skiff.operator.api.Reconciler;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Hands requests to a reconciler, on as many virtual threads as are asked for. */
public final class ControllerRunner implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ControllerRunner.class);
  private static final int CONFLICT = 409;

  private final String name;
  private final Reconciler reconciler;
  private final WorkQueue<Request> queue;
  private final List<Informer<?>> sources;
  private final int workers;
  private final List<Thread> threads = new ArrayList<>();

  /**
   * @param sources informers that must know everything before the first reconciliation
   */
  public ControllerRunner(
      String name,
      Reconciler reconciler,
      WorkQueue<Request> queue,
      List<Informer<?>> sources,
      int workers) {
    this.name = name;
    this.reconciler = reconciler;
    this.queue = queue;
    this.sources = List.copyOf(sources);
    this.workers = workers;
  }

  /** Starts the workers; they wait until all sources are synced. */
  public void start() {
    for (int i = 0; i < workers; i++) {
      threads.add(Thread.ofVirtual().name(name + "-" + i).start(this::work));
    }
  }

  /** Takes no more requests and waits a while for those at work, then interrupts them. */
  @Override
  public void close() {
    queue.close();
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        if (!interrupted && !thread.join(Duration.ofSeconds(5))) thread.interrupt();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try {
      for (Informer<?> source : sources) source.awaitSynced();
      for (Request request = queue.take(); request != null; request = queue.take()) {
        reconcile(request);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void reconcile(Request request) throws InterruptedException {
    try {
      Result result = reconciler.reconcile(request);
      queue.forget(request);
      if (result.after() != null) queue.addAfter(request, result.after());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof KubernetesClientException refused && refused.getCode() == CONFLICT) {
        // Somebody else was faster; the cache will know soon. Nothing to worry anybody with.
        LOG.debugf("%s: %s: %s", name, request, e.getMessage());
      } else {
        LOG.warnf("%s: %s failed: %s", name, request, e);
        LOG.debug("the failure was", e);
      }
      queue.addRateLimited(request);
    } finally {
      queue.done(request);
    }
  }
}
