package dev.skiff.controlplane.api.output;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Reads when there is both something to read and somebody who asks for it. */
final class FeedReader implements Flow.Subscription {
  static final Executor VIRTUAL = Executors.newVirtualThreadPerTaskExecutor();

  private final Feed feed;
  private final Executor loop;
  private final Flow.Subscriber<? super Buffer> subscriber;
  private final AtomicLong demand = new AtomicLong();

  /** Signals that no read has answered yet; who makes it more than none starts the reading. */
  private final AtomicInteger signals = new AtomicInteger();

  private volatile boolean cancelled;
  private boolean over;

  FeedReader(Feed feed, Executor loop, Flow.Subscriber<? super Buffer> subscriber) {
    this.feed = feed;
    this.loop = loop;
    this.subscriber = subscriber;
  }

  void start() {
    // What the subscriber asks for at once waits until the feed has begun, as does its end.
    signals.set(1);
    subscriber.onSubscribe(this);
    feed.begin(this::signal);
    execute();
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
    if (signals.getAndIncrement() == 0) execute();
  }

  private void execute() {
    (feed.quick() ? loop : VIRTUAL).execute(this::read);
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
