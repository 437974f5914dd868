package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.request.GoDuration;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The time that a request has. When it is over the request's thread is interrupted, which ends
 * every wait; whoever began it asks {@link #close()} and tells the client.
 */
final class RequestDeadline {
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Thread thread = Thread.currentThread();
  private Future<?> alarm;
  private boolean expired;
  private boolean closed;

  private RequestDeadline() {}

  /** Begins; for the thread that calls. */
  static RequestDeadline in(Duration time) {
    RequestDeadline deadline = new RequestDeadline();
    deadline.alarm = TIMER.schedule(deadline::expire, time.toNanos(), TimeUnit.NANOSECONDS);
    return deadline;
  }

  /**
   * How long a request may take.
   *
   * @param asked the query parameter {@code timeout}; null if there is none
   * @param most what nobody may exceed, and has who asks for nothing
   * @throws StatusException 400 if it is no duration
   */
  static Duration allowed(String asked, Duration most) {
    if (asked == null || asked.isEmpty()) return most;
    try {
      Duration wanted = GoDuration.parse(asked);
      return wanted.isPositive() && wanted.compareTo(most) < 0 ? wanted : most;
    } catch (IllegalArgumentException malformed) {
      throw Statuses.badRequest(
          "invalid timeout specified in the request URL - " + malformed.getMessage());
    }
  }

  /** Ends it. True if the time was over before. */
  synchronized boolean close() {
    closed = true;
    alarm.cancel(false);
    // The interruption was for this request only.
    if (expired) Thread.interrupted();
    return expired;
  }

  private synchronized void expire() {
    if (closed) return;
    expired = true;
    thread.interrupt();
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("request-deadlines").factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }
}
