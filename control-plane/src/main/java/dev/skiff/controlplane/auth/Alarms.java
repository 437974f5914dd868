package dev.skiff.controlplane.auth;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Wakes at moments, for those who have to do something when a time has come and do not want to look
 * again and again. One alarm a key; safe for many threads.
 */
@Singleton
public final class Alarms {
  private final Map<String, CompletableFuture<Void>> set = new ConcurrentHashMap<>();
  private final BiConsumer<CompletableFuture<Void>, Duration> clock;
  private volatile boolean stopped;

  Alarms() {
    this((alarm, left) -> alarm.completeOnTimeout(null, left.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * @param clock completes an alarm when so much time has passed, which is never negative
   */
  Alarms(BiConsumer<CompletableFuture<Void>, Duration> clock) {
    this.clock = clock;
  }

  /**
   * Sets an alarm, instead of one with the same key.
   *
   * @param when if it is past, the task runs at once
   * @param task runs on a virtual thread of its own
   */
  public void set(String key, Instant when, Runnable task) {
    cancel(key);
    if (stopped) return;
    CompletableFuture<Void> alarm = new CompletableFuture<>();
    set.put(key, alarm);
    alarm.thenRun(
        () -> {
          if (set.remove(key, alarm)) Thread.ofVirtual().name("alarm-" + key).start(task);
        });
    Duration left = Duration.between(Instant.now(), when);
    clock.accept(alarm, left.isNegative() ? Duration.ZERO : left);
  }

  /** Takes an alarm back; it is all the same if there is none. */
  public void cancel(String key) {
    CompletableFuture<Void> alarm = set.remove(key);
    if (alarm != null) alarm.cancel(false);
  }

  @PreDestroy
  void stop() {
    stopped = true;
    set.keySet().forEach(this::cancel);
  }
}
