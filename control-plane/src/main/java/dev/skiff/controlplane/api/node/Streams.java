package dev.skiff.controlplane.api.node;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** Streams with back-pressure out of blocking sources: one virtual thread a stream. */
final class Streams {
  private Streams() {}

  /** Gives one buffer after another. Read and closed by one thread. */
  interface Source extends AutoCloseable {

    /**
     * Blocks until there is something to send.
     *
     * @return null at the end
     */
    Buffer next() throws Exception;

    @Override
    void close();
  }

  /** A stream that reads its source only as fast as its subscriber asks; for one subscriber. */
  static Multi<Buffer> of(Source source) {
    return Multi.createFrom().publisher(subscriber -> new Pump(source, subscriber).start());
  }

  private static final class Pump implements Flow.Subscription, Runnable {
    private final Source source;
    private final Flow.Subscriber<? super Buffer> subscriber;
    private final Semaphore demand = new Semaphore(0);
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private Thread thread;

    Pump(Source source, Flow.Subscriber<? super Buffer> subscriber) {
      this.source = source;
      this.subscriber = subscriber;
    }

    void start() {
      thread = Thread.ofVirtual().name("stream").unstarted(this);
      subscriber.onSubscribe(this);
      thread.start();
    }

    @Override
    public void request(long count) {
      // Semaphores count in ints and must not overflow; nobody needs more than this ahead.
      demand.release((int) Math.min(count, 1 << 16));
    }

    @Override
    public void cancel() {
      if (cancelled.compareAndSet(false, true)) thread.interrupt();
    }

    @Override
    public void run() {
      try (source) {
        while (true) {
          demand.acquire();
          Buffer next = cancelled.get() ? null : source.next();
          if (cancelled.get()) return;
          if (next == null) {
            subscriber.onComplete();
            return;
          }
          subscriber.onNext(next);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        if (!cancelled.get()) subscriber.onError(e);
      }
    }
  }
}
