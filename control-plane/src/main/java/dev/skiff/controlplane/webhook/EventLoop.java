package dev.skiff.controlplane.webhook;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** Runs exchanges of Vert.x' clients where their events arrive. */
public final class EventLoop {
  private EventLoop() {}

  /**
   * Starts an exchange on an event loop. Begun on another thread, parts of the answer can come
   * before the handlers for them are there, and are lost.
   *
   * @param loop from {@code Vertx.getOrCreateContext()}
   */
  public static <T> Future<T> call(Context loop, Supplier<Future<T>> exchange) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(
        on -> {
          try {
            exchange.get().onComplete(done);
          } catch (RuntimeException refused) {
            done.fail(refused);
          }
        });
    return done.future();
  }
}
