package dev.skiff.operator.runtime;

import java.time.Duration;
import java.time.InstantSource;

/** Time, as the runtime sees it. Tests have one that they move by hand. */
public interface Timer extends InstantSource {

  /**
   * Runs a task once, later. The task must not block.
   *
   * @return calls it off; does nothing once the task has run
   */
  Runnable schedule(Duration delay, Runnable task);
}
