package dev.skiff.agent.housekeeping;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HousekeepingTest {

  @Test
  void aTaskThatHangsOrFailsKeepsNoOtherWaiting() throws InterruptedException {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch failed = new CountDownLatch(2);
    CountDownLatch done = new CountDownLatch(2);
    try (Housekeeping housekeeping = new Housekeeping()) {
      housekeeping.every(
          Duration.ofMillis(1),
          () -> {
            hanging.countDown();
            try {
              Thread.sleep(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      assertTrue(hanging.await(10, TimeUnit.SECONDS));
      housekeeping.every(
          Duration.ofMillis(1),
          () -> {
            failed.countDown();
            throw new StackOverflowError();
          });
      housekeeping.every(Duration.ofMillis(1), done::countDown);
      assertTrue(failed.await(10, TimeUnit.SECONDS));
      assertTrue(done.await(10, TimeUnit.SECONDS));
    }
  }
}
