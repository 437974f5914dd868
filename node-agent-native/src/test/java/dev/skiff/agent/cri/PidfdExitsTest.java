package dev.skiff.agent.cri;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PidfdExitsTest {

  @Test
  void tellsEachEndOnce() throws Exception {
    try (PidfdExits exits = new PidfdExits()) {
      Process first = sleep();
      Process second = sleep();
      CountDownLatch firstEnded = new CountDownLatch(2);
      CountDownLatch secondEnded = new CountDownLatch(1);
      assertTrue(exits.watch((int) first.pid(), firstEnded::countDown));
      assertTrue(exits.watch((int) second.pid(), secondEnded::countDown));
      second.destroyForcibly();
      assertTrue(secondEnded.await(5, TimeUnit.SECONDS));
      assertEquals(2, firstEnded.getCount());
      first.destroyForcibly();
      assertFalse(firstEnded.await(300, TimeUnit.MILLISECONDS));
      assertEquals(1, firstEnded.getCount());
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
