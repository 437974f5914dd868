package dev.skiff.controlplane.api.http;

import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A place among the requests in flight. It is taken until the response has ended and nobody works
 * on it any more: a client that goes away at once must not have more work done than others.
 */
public final class RequestSlot {
  private static final String KEY = RequestSlot.class.getName();

  private final AtomicInteger holders = new AtomicInteger(1);
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Runnable free;

  private RequestSlot(Runnable free) {
    this.free = free;
  }

  /**
   * Takes a place for a request.
   *
   * @param free gives it back; called once
   */
  static void take(RoutingContext context, Runnable free) {
    RequestSlot slot = new RequestSlot(free);
    context.put(KEY, slot);
    context.addEndHandler(ended -> slot.end());
  }

  /** Keeps the place of a request, if it has one, until what is returned is run. */
  static Runnable hold(RoutingContext context) {
    RequestSlot slot = context.get(KEY);
    if (slot == null) return () -> {};
    slot.holders.incrementAndGet();
    return slot::release;
  }

  /** How a request that has a place ends before its response does: as a tunnel. */
  public static Runnable ending(RoutingContext context) {
    RequestSlot slot = context.get(KEY);
    return slot == null ? () -> {} : slot::end;
  }

  private void end() {
    if (ended.compareAndSet(false, true)) release();
  }

  private void release() {
    if (holders.decrementAndGet() == 0) free.run();
  }
}
