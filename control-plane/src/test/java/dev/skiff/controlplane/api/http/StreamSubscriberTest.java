package dev.skiff.controlplane.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StreamSubscriberTest {
  private final Drain drain = DrainTest.drain();
  private final List<String> happened = new ArrayList<>();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private Future<Void> connection = Future.succeededFuture();

  private final StreamSubscriber subscriber =
      new StreamSubscriber(drain) {
        @Override
        void begin() {
          happened.add("begin");
          written(connection);
        }

        @Override
        public void onItem(Buffer buffer) {
          happened.add(buffer.toString());
          written(connection);
        }

        @Override
        void close() {
          happened.add("close");
        }
      };

  private Multi<Buffer> stream(String... buffers) {
    return Multi.createFrom()
        .items(buffers)
        .map(Buffer::buffer)
        .onCancellation()
        .invoke(() -> cancelled.set(true));
  }

  @Test
  void allOfAStreamThenItsEnd() {
    subscriber.send(stream("a", "b"));
    assertEquals(List.of("begin", "a", "b", "close"), happened);
  }

  @Test
  void aClientThatHasGone() {
    connection = Future.failedFuture("gone");
    subscriber.send(stream("a", "b"));
    assertEquals(List.of("begin"), happened);
    assertTrue(cancelled.get());
  }

  @Test
  void aServerThatEndsBeforeTheStreamBegins() {
    drain.stop(new ShutdownDelayInitiatedEvent());
    subscriber.send(stream("a"));
    assertEquals(List.of("close"), happened);
    assertTrue(cancelled.get());
  }

  @Test
  void aServerThatEndsMeanwhile() {
    subscriber.send(Multi.createFrom().nothing());
    drain.stop(new ShutdownDelayInitiatedEvent());
    subscriber.cancel();
    assertEquals(List.of("begin", "close"), happened);
  }
}
