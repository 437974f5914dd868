package dev.skiff.controlplane.api.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FeedTest {
  private static final int SECONDS = 10;

  private final Fake feed = new Fake();
  private final Reader reader = new Reader();

  @Test
  void isReadOnlyAsFastAsAskedFor() throws Exception {
    feed.tell("a");
    feed.tell("b");
    Feed.stream(feed).subscribe().withSubscriber(reader);
    assertNull(reader.got.poll(100, TimeUnit.MILLISECONDS), "nobody asked");
    reader.subscription.request(1);
    assertEquals("a", reader.got.poll(SECONDS, TimeUnit.SECONDS));
    assertNull(reader.got.poll(100, TimeUnit.MILLISECONDS), "one was asked for");
    reader.subscription.request(1);
    assertEquals("b", reader.got.poll(SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void isReadWhenItSignals() throws Exception {
    Feed.stream(feed).subscribe().withSubscriber(reader);
    reader.subscription.request(3);
    for (String text : new String[] {"a", "b", "c"}) {
      feed.tell(text);
      assertEquals(text, reader.got.poll(SECONDS, TimeUnit.SECONDS));
    }
  }

  @Test
  void isReadOnTheEventLoopThatSubscribes() throws Exception {
    CompletableFuture<Thread> readBy = new CompletableFuture<>();
    Fake noting =
        new Fake() {
          @Override
          public Buffer poll() {
            readBy.complete(Thread.currentThread());
            return null;
          }
        };
    Vertx vertx = Vertx.vertx();
    try {
      CompletableFuture<Thread> loop = new CompletableFuture<>();
      Multi<Buffer> stream = Feed.stream(noting);
      vertx.runOnContext(
          on -> {
            stream.subscribe().withSubscriber(reader);
            loop.complete(Thread.currentThread());
          });
      Thread expected = loop.get(SECONDS, TimeUnit.SECONDS);
      reader.subscription.request(1);
      assertEquals(expected, readBy.get(SECONDS, TimeUnit.SECONDS));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }
  }

  @Test
  void endsBehindTheLast() throws Exception {
    Feed.stream(feed).subscribe().withSubscriber(reader);
    feed.tell("last");
    feed.end();
    assertThrows(TimeoutException.class, () -> reader.ended.get(100, TimeUnit.MILLISECONDS));
    reader.subscription.request(1);
    reader.ended.get(SECONDS, TimeUnit.SECONDS);
    assertEquals("last", reader.got.poll());
    feed.closed.get(SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void isClosedWhenNobodyReadsAnyMore() throws Exception {
    Feed.stream(feed).subscribe().withSubscriber(reader);
    reader.subscription.request(1);
    reader.subscription.cancel();
    feed.closed.get(SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void isClosedOnlyOnceItHasBegun() throws Exception {
    AtomicBoolean closedBefore = new AtomicBoolean();
    Fake slow =
        new Fake() {
          @Override
          public void begin(Runnable signal) {
            closed.copy().completeOnTimeout(null, 100, TimeUnit.MILLISECONDS).join();
            closedBefore.set(closed.isDone());
          }
        };
    Reader gone =
        new Reader() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
          }
        };
    Feed.stream(slow).subscribe().withSubscriber(gone);
    slow.closed.get(SECONDS, TimeUnit.SECONDS);
    assertFalse(closedBefore.get());
  }

  @Test
  void tellsItsFailure() {
    Feed.stream(feed).subscribe().withSubscriber(reader);
    reader.subscription.request(1);
    feed.tell(null);
    assertThrows(Exception.class, () -> reader.ended.get(SECONDS, TimeUnit.SECONDS));
  }

  /** Has what it is told; no text is a failure. */
  private static class Fake implements Feed {
    private final BlockingQueue<CompletableFuture<String>> texts = new LinkedBlockingQueue<>();
    final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile boolean ended;
    private volatile Runnable signal = () -> {};

    void tell(String text) {
      texts.add(CompletableFuture.completedFuture(text));
      signal.run();
    }

    void end() {
      ended = true;
      signal.run();
    }

    @Override
    public Buffer poll() {
      CompletableFuture<String> next = texts.poll();
      return next == null ? null : Buffer.buffer(next.join());
    }

    @Override
    public boolean quick() {
      return true;
    }

    @Override
    public boolean ended() {
      return ended && texts.isEmpty();
    }

    @Override
    public void begin(Runnable signal) {
      this.signal = signal;
    }

    @Override
    public void close() {
      closed.complete(null);
    }
  }

  private static class Reader implements Flow.Subscriber<Buffer> {
    private final BlockingQueue<String> got = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
    }

    @Override
    public void onNext(Buffer buffer) {
      got.add(buffer.toString());
    }

    @Override
    public void onError(Throwable failure) {
      ended.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      ended.complete(null);
    }
  }
}
