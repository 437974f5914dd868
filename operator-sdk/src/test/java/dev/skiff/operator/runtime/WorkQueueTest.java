package dev.skiff.operator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private final ManualTimer timer = new ManualTimer();
  private final WorkQueue<String> queue =
      new WorkQueue<>(timer, new BackOff<>(Duration.ofMillis(10), Duration.ofMillis(35)));

  @Test
  void aKeyWaitsOnce() throws Exception {
    queue.add("a");
    queue.add("b");
    queue.add("a");
    assertEquals(2, queue.size());
    assertEquals("a", queue.take());
    assertEquals("b", queue.take());
  }

  @Test
  void aKeyAtWorkComesBackOnlyWhenDone() throws Exception {
    queue.add("a");
    queue.take();
    queue.add("a");
    queue.add("a");
    assertEquals(0, queue.size());
    queue.done("a");
    assertEquals(1, queue.size());
    queue.take();
    queue.done("a");
    assertEquals(0, queue.size());
  }

  @Test
  void theShortestDelayCounts() {
    queue.addAfter("a", Duration.ofSeconds(10));
    queue.addAfter("a", Duration.ofSeconds(2));
    queue.addAfter("a", Duration.ofSeconds(5));
    timer.advance(Duration.ofMillis(1999));
    assertEquals(0, queue.size());
    timer.advance(Duration.ofMillis(1));
    assertEquals(1, queue.size());
  }

  @Test
  void failuresInARowDelayLongerUpToALimit() throws Exception {
    for (int delay : new int[] {10, 20, 35, 35}) {
      queue.addRateLimited("a");
      timer.advance(Duration.ofMillis(delay - 1));
      assertEquals(0, queue.size());
      timer.advance(Duration.ofMillis(1));
      assertEquals("a", queue.take());
      queue.done("a");
    }
    queue.forget("a");
    queue.addRateLimited("a");
    timer.advance(Duration.ofMillis(10));
    assertEquals("a", queue.take());
  }

  @Test
  void closingSendsWaitingWorkersHome() throws Exception {
    String[] taken = {"something"};
    Thread worker =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    taken[0] = queue.take();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    queue.close();
    worker.join();
    assertNull(taken[0]);
    queue.add("a");
    assertEquals(0, queue.size());
  }
}
