package dev.skiff.controlplane.informer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.controlplane.api.Statuses;
import dev.skiff.operator.runtime.BackOff;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChoresTest {
  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();

  private static Chores<String> chores(Consumer<String> work) {
    return new Chores<>("test", work, new BackOff<>(Duration.ofMillis(1), Duration.ofMillis(1)));
  }

  @Test
  void whatIsRefusedIsDoneAgain() throws Exception {
    Queue<RuntimeException> refusals =
        new ConcurrentLinkedQueue<>(
            List.of(Statuses.unavailable("not now"), new IllegalStateException("a defect")));
    try (var chores =
        chores(
            key -> {
              done.add(key);
              RuntimeException refusal = refusals.poll();
              if (refusal != null) throw refusal;
            })) {
      chores.add("a");
      for (int i = 0; i < 3; i++) assertEquals("a", done.take());
      chores.add("b");
      assertEquals("b", done.take(), "and not a fourth time");
    }
  }

  @Test
  void oneThatWaitsHoldsUpNoOther() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    try (var chores =
        chores(
            key -> {
              if (key.equals("slow")) await(slow);
              done.add(key);
            })) {
      chores.add("slow");
      chores.add("other");
      assertEquals("other", done.take());
      slow.countDown();
      assertEquals("slow", done.take());
    }
  }

  @Test
  void whatIsAskedForMeanwhileIsDoneOnceMore() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (var chores =
        chores(
            key -> {
              done.add(key);
              await(asked);
            })) {
      chores.add("a");
      assertEquals("a", done.take());
      chores.add("a");
      chores.add("a");
      asked.countDown();
      assertEquals("a", done.take());
      chores.add("b");
      assertEquals("b", done.take(), "and not a third time");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
