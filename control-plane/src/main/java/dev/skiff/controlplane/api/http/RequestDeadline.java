package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.request.GoDuration;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * The time that a request has. When it is over the thread that works on the request is interrupted,
 * which ends every wait.
 */
final class RequestDeadline {
  /** Null if there is no end. */
  private final Duration allowed;

  /** What to answer: that the time is over, or was no time; null if neither. */
  private StatusException refusal;

  /** Who works on the request; null if nobody does. */
  private Thread thread;

  /** Stops the clock; null as long as the response has not ended. */
  private Runnable stop;

  private Runnable over = () -> {};

  /** Whether nobody waits for an answer any more. */
  private boolean left;

  private RequestDeadline(Duration allowed, StatusException refusal) {
    this.allowed = allowed;
    this.refusal = refusal;
  }

  /** Of a request that may take as long as it likes: until its client leaves. */
  static RequestDeadline none() {
    return new RequestDeadline(null, null);
  }

  /**
   * The time of a request.
   *
   * @param asked the query parameter {@code timeout}; null if there is none. If it is no duration
   *     the request is refused when it begins.
   * @param most what nobody may exceed, and has who asks for nothing
   */
  static RequestDeadline asked(String asked, Duration most) {
    if (asked == null || asked.isEmpty()) return new RequestDeadline(most, null);
    try {
      Duration wanted = GoDuration.parse(asked);
      boolean shorter = wanted.isPositive() && wanted.compareTo(most) < 0;
      return new RequestDeadline(shorter ? wanted : most, null);
    } catch (IllegalArgumentException malformed) {
      return new RequestDeadline(
          most,
          Statuses.badRequest(
              "invalid timeout specified in the request URL - " + malformed.getMessage()));
    }
  }

  /** The time begins to run, on the request's event loop, until the request ends. */
  void start(RoutingContext context) {
    if (allowed == null) {
      context.addEndHandler(ended -> leave());
      return;
    }
    long millis = Math.max(1, allowed.toMillis());
    long timer = context.vertx().setTimer(millis, now -> expire());
    context.addEndHandler(ended -> stopWhenIdle(() -> context.vertx().cancelTimer(timer)));
  }

  private synchronized void leave() {
    left = true;
    if (thread != null) thread.interrupt();
  }

  /** The clock runs for work that goes on when the client has gone. */
  private synchronized void stopWhenIdle(Runnable stop) {
    if (thread == null) stop.run();
    else this.stop = stop;
  }

  /** Something that happens on the event loop when the time is over. */
  void whenOver(Runnable action) {
    if (allowed != null) over = action;
  }

  /**
   * The thread that calls works on the request from now on.
   *
   * @throws StatusException 504 if the time is over already, 400 if it was no duration
   */
  synchronized void begin() {
    if (refusal != null) throw refusal;
    thread = Thread.currentThread();
    if (left) thread.interrupt();
  }

  /**
   * The thread that has begun does not work on the request any more.
   *
   * @throws StatusException 504 if the time was over before
   */
  synchronized void end() {
    thread = null;
    if (stop != null) stop.run();
    if (refusal == null) return;
    // The interruption was for this request only.
    Thread.interrupted();
    throw refusal;
  }

  private void expire() {
    synchronized (this) {
      if (refusal == null) refusal = Statuses.timeout();
      if (thread != null) thread.interrupt();
    }
    over.run();
  }
}
