package dev.skiff.controlplane.api.http;

import java.util.concurrent.atomic.AtomicInteger;

/** A bounded number of requests. Safe for many threads; never waits. */
final class InFlight {
  private final int limit;
  private final AtomicInteger running = new AtomicInteger();

  /**
   * @param limit 0 for none
   */
  InFlight(int limit) {
    this.limit = limit;
  }

  /** Begins a request. False if there are as many as there may be. */
  boolean tryBegin() {
    if (running.incrementAndGet() <= limit || limit == 0) return true;
    running.decrementAndGet();
    return false;
  }

  /** Begins a request, however many there are. */
  void begin() {
    running.incrementAndGet();
  }

  /** Ends a request that has begun. */
  void end() {
    running.decrementAndGet();
  }

  /** Whether more than half of the room is taken. */
  boolean crowded() {
    return limit > 0 && running.get() > (limit + 1) / 2;
  }

  int running() {
    return running.get();
  }
}
