package dev.skiff.controlplane.api.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DrainTest {
  private final Drain drain = drain();

  static Drain drain() {
    return new Drain(limits(Duration.ofSeconds(10)));
  }

  private static LimitsConfig limits(Duration requestTimeout) {
    return new LimitsConfig() {
      @Override
      public int requestsInFlight() {
        return 0;
      }

      @Override
      public int mutatingRequestsInFlight() {
        return 0;
      }

      @Override
      public Duration requestTimeout() {
        return requestTimeout;
      }

      @Override
      public Duration shutdownDelay() {
        return Duration.ZERO;
      }
    };
  }

  @Test
  void waitsForRequestsAndEndsStreams() throws Exception {
    CountDownLatch streamEnded = new CountDownLatch(1);
    drain.opened(streamEnded::countDown);
    assertTrue(drain.begin());
    assertFalse(drain.announced());
    Thread stop = Thread.ofVirtual().start(() -> drain.stop(new ShutdownDelayInitiatedEvent()));
    assertTrue(streamEnded.await(10, TimeUnit.SECONDS));
    assertTrue(drain.announced());
    assertFalse(drain.begin(), "no new requests");
    CountDownLatch lateStreamEnded = new CountDownLatch(1);
    drain.opened(lateStreamEnded::countDown);
    assertTrue(lateStreamEnded.await(10, TimeUnit.SECONDS));
    assertFalse(stop.join(Duration.ofMillis(50)), "a request is in flight");
    drain.end();
    assertTrue(stop.join(Duration.ofSeconds(10)));
  }

  @Test
  void patienceEnds() throws Exception {
    Drain hurried = new Drain(limits(Duration.ofMillis(20)));
    hurried.begin();
    Thread stop = Thread.ofVirtual().start(() -> hurried.stop(new ShutdownDelayInitiatedEvent()));
    assertTrue(stop.join(Duration.ofSeconds(10)));
  }
}
