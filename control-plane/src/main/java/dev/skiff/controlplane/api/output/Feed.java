package dev.skiff.controlplane.api.output;

import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is sent as it happens, such as the events of a watch. Nothing waits for it: it says when it
 * has something, and is read then, by one thread at a time.
 */
public interface Feed extends AutoCloseable {

  /**
   * What there is to send now.
   *
   * @return null if there is nothing
   */
  Buffer poll();

  /** Whether reading neither waits for anybody nor takes long: an event loop may do it. */
  boolean quick();

  /** True once nothing follows any more. */
  boolean ended();

  /**
   * Begins the feed.
   *
   * @param signal to be called, by any thread, when {@link #poll} or {@link #ended} may have news
   */
  void begin(Runnable signal);

  @Override
  void close();

  /**
   * A stream that reads a feed only as fast as its subscriber asks; for one subscriber. What is
   * quick is read on the event loop of the request that the caller serves, if it serves one: that
   * is where it is written, and a thousand watchers then need no switch of threads.
   */
  static Multi<Buffer> stream(Feed feed) {
    Executor loop =
        Vertx.currentContext() instanceof ContextInternal context
            ? inLoop(context.nettyEventLoop())
            : Reader.VIRTUAL;
    return Multi.createFrom().publisher(subscriber -> new Reader(feed, loop, subscriber).start());
  }

  private static Executor inLoop(EventLoop loop) {
    return task -> {
      if (loop.inEventLoop()) task.run();
      else loop.execute(task);
    };
  }

  /** Reads when there is both something to read and somebody who asks for it. */
  final class Reader implements Flow.Subscription {
    private static final Executor VIRTUAL = Executors.newVirtualThreadPerTaskExecutor();

    private final Feed feed;
    private final Executor loop;
    private final Flow.Subscriber<? super Buffer> subscriber;
    private final AtomicLong demand = new AtomicLong();

    /** Signals that no read has answered yet; who makes it more than none starts the reading. */
    private final AtomicInteger signals = new AtomicInteger();

    private volatile boolean cancelled;
    private boolean over;

    private Reader(Feed feed, Executor loop, Flow.Subscriber<? super Buffer> subscriber) {
      this.feed = feed;
      this.loop = loop;
      this.subscriber = subscriber;
    }

    private void start() {
      subscriber.onSubscribe(this);
      feed.begin(this::signal);
      signal();
    }

    @Override
    public void request(long count) {
      demand.addAndGet(Math.min(count, 1 << 16));
      signal();
    }

    @Override
    public void cancel() {
      cancelled = true;
      signal();
    }

    private void signal() {
      if (signals.getAndIncrement() == 0) (feed.quick() ? loop : VIRTUAL).execute(this::read);
    }

    private void read() {
      int seen;
      do {
        seen = signals.get();
        if (!over) pass();
      } while (signals.addAndGet(-seen) != 0);
    }

    private void pass() {
      try {
        while (!cancelled && demand.get() > 0) {
          Buffer next = feed.poll();
          if (next == null) break;
          demand.decrementAndGet();
          subscriber.onNext(next);
        }
        if (!cancelled && !feed.ended()) return;
        end();
        if (!cancelled) subscriber.onComplete();
      } catch (RuntimeException e) {
        end();
        subscriber.onError(e);
      }
    }

    private void end() {
      over = true;
      feed.close();
    }
  }
}
