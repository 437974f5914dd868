package dev.skiff.controlplane.controller.common;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Does the same thing many times, in batches of 1, 2, 4 ... at once, and stops after the first
 * batch with a failure: what a quota refuses is not tried a thousand times.
 */
public final class SlowStart {
  private SlowStart() {}

  /**
   * Outcome.
   *
   * @param succeeded how often it worked
   * @param failed how often it was tried in vain
   * @param failure the first failure; null if none
   */
  public record Outcome(int succeeded, int failed, Exception failure) {}

  /** Runs an action so often. */
  public static Outcome run(int count, Callable<?> action) throws InterruptedException {
    int succeeded = 0;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int batch = 1; succeeded < count; batch *= 2) {
        int size = Math.min(batch, count - succeeded);
        List<Callable<Object>> actions = new ArrayList<>();
        for (int i = 0; i < size; i++) actions.add(action::call);
        int failed = 0;
        Exception failure = null;
        for (Future<Object> future : executor.invokeAll(actions)) {
          try {
            future.get();
            succeeded++;
          } catch (ExecutionException e) {
            failed++;
            if (failure == null) {
              failure = e.getCause() instanceof Exception cause ? cause : new RuntimeException(e);
            }
          }
        }
        if (failure != null) return new Outcome(succeeded, failed, failure);
      }
    }
    return new Outcome(succeeded, 0, null);
  }
}
