package dev.skiff.agent.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What other threads have for a worker to do. */
final class Mailbox {

  private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();

  /** Hands over something to run on the worker's thread. */
  void post(Runnable letter) {
    queue.add(letter);
  }

  /** Makes the worker look around. */
  void wake() {
    queue.add(() -> {});
  }

  /**
   * Waits for letters, at the longest until {@code deadline} (null: for ever), and runs them all.
   */
  void await(Instant deadline, Instant now) throws InterruptedException {
    Runnable letter;
    if (deadline == null) {
      letter = queue.take();
    } else {
      Duration left = Duration.between(now, deadline);
      letter = queue.poll(left.isNegative() ? 0 : left.toMillis() + 1, TimeUnit.MILLISECONDS);
    }
    while (letter != null) {
      letter.run();
      letter = queue.poll();
    }
  }
}
