package dev.skiff.operator.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that a test moves. */
public final class ManualTimer implements Timer {
  private final List<Task> tasks = new ArrayList<>();
  private Instant now = Instant.parse("2030-01-01T00:00:00Z");

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized Runnable schedule(Duration delay, Runnable run) {
    Task task = new Task(now.plus(delay), run);
    tasks.add(task);
    return () -> cancel(task);
  }

  /** Moves on, and runs what comes due on the way, in order. */
  public void advance(Duration duration) {
    Instant end = instant().plus(duration);
    for (Task task = nextBefore(end); task != null; task = nextBefore(end)) task.run.run();
    synchronized (this) {
      now = end;
    }
  }

  private synchronized Task nextBefore(Instant end) {
    Task next = tasks.stream().min(Comparator.comparing(Task::due)).orElse(null);
    if (next == null || next.due.isAfter(end)) return null;
    tasks.remove(next);
    now = next.due;
    return next;
  }

  private synchronized void cancel(Task task) {
    tasks.remove(task);
  }

  private record Task(Instant due, Runnable run) {}
}
