package dev.skiff.controlplane.api.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.skiff.controlplane.resource.openapi.OpenApi;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RemoteDocumentTest {
  private static final OpenApi.Document ONE =
      OpenApi.Document.of(JsonNodeFactory.instance.objectNode().put("number", 1));
  private static final OpenApi.Document TWO =
      OpenApi.Document.of(JsonNodeFactory.instance.objectNode().put("number", 2));

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger readings = new AtomicInteger();
  private final RemoteDocument document = new RemoteDocument(now::get);

  private void pass(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private Optional<OpenApi.Document> read(Optional<OpenApi.Document> answer) {
    readings.incrementAndGet();
    return answer;
  }

  @Test
  void failuresAreRememberedToo() {
    document.refresh(() -> read(Optional.empty()));
    assertTrue(document.first().isEmpty());
    pass(59);
    document.refresh(() -> read(Optional.of(ONE)));
    assertTrue(document.first().isEmpty());
    assertEquals(1, readings.get());
  }

  @Test
  void nobodyWaitsForLaterReadings() throws Exception {
    document.refresh(() -> Optional.of(ONE));
    assertEquals(Optional.of(ONE), document.first());
    pass(61);
    CountDownLatch answer = new CountDownLatch(1);
    document.refresh(
        () -> {
          try {
            answer.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return Optional.of(TWO);
        });
    document.refresh(() -> read(Optional.empty()));
    assertEquals(Optional.of(ONE), document.first());
    answer.countDown();
    while (!document.last().equals(Optional.of(TWO))) Thread.sleep(5);
    assertEquals(0, readings.get());
  }

  @Test
  void theLastGoodOneStays() {
    document.refresh(() -> Optional.of(ONE));
    document.first();
    pass(61);
    document.refresh(
        () -> {
          throw new IllegalStateException("as if");
        });
    assertEquals(Optional.of(ONE), document.first());
  }
}
