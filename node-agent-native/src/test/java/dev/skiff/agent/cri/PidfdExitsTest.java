package dev.skiff.agent.cri;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PidfdExitsTest {

  @Test
  void tellsEachEndOnce() throws Exception {
    try (PidfdExits exits = new PidfdExits()) {
      Process first = sleep();
      Process second = sleep();
      Semaphore firstEnds = new Semaphore(0);
      Semaphore secondEnds = new Semaphore(0);
      assertTrue(exits.watch((int) first.pid(), firstEnds::release));
      assertTrue(exits.watch((int) second.pid(), secondEnds::release));

      second.destroyForcibly();
      assertTrue(secondEnds.tryAcquire(10, TimeUnit.SECONDS));
      assertEquals(0, firstEnds.availablePermits());
      first.destroyForcibly();
      assertTrue(firstEnds.tryAcquire(10, TimeUnit.SECONDS));
      assertFalse(firstEnds.tryAcquire(300, TimeUnit.MILLISECONDS));
    }
  }

  @Test
  void aProcessThatIsGoneCannotBeWatched() throws Exception {
    try (PidfdExits exits = new PidfdExits()) {
      Process gone = sleep();
      gone.destroyForcibly().waitFor();
      assertFalse(exits.watch((int) gone.pid(), () -> {}));
      assertFalse(exits.watch(0, () -> {}));
    }
  }

  private static Process sleep() throws IOException {
    return new ProcessBuilder("sleep", "60").start();
  }
}
