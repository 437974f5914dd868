package dev.skiff.controlplane.api.http;

import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends the events of one watch as messages: text for JSON, binary for protocol buffers. The next
 * events are asked for when the connection has taken the last.
 */
final class WatchSocket implements MultiSubscriber<Buffer> {
  private static final int LENGTH_BYTES = 4;

  private final ServerWebSocket socket;
  private final boolean text;
  private final Drain drain;
  private final Runnable finish = this::finish;
  private final AtomicBoolean ended = new AtomicBoolean();
  private Flow.Subscription subscription;

  WatchSocket(ServerWebSocket socket, boolean text, Drain drain) {
    this.socket = socket;
    this.text = text;
    this.drain = drain;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    socket.closeHandler(closed -> cancel());
    drain.opened(finish);
    subscription.request(1);
  }

  @Override
  public void onItem(Buffer events) {
    Future<Void> sent = text ? sendLines(events) : sendFrames(events);
    sent.onSuccess(taken -> subscription.request(1)).onFailure(broken -> cancel());
  }

  /** One event a line; the JSON of an event has no line breaks in it. */
  private Future<Void> sendLines(Buffer events) {
    Future<Void> last = Future.succeededFuture();
    for (String event : events.toString(StandardCharsets.UTF_8).split("(?<=\n)")) {
      last = socket.writeTextMessage(event);
    }
    return last;
  }

  /** Each event has its length in front, which a message knows by itself. */
  private Future<Void> sendFrames(Buffer events) {
    Future<Void> last = Future.succeededFuture();
    int at = 0;
    while (at < events.length()) {
      int end = at + LENGTH_BYTES + events.getInt(at);
      last = socket.writeBinaryMessage(events.getBuffer(at + LENGTH_BYTES, end));
      at = end;
    }
    return last;
  }

  @Override
  public void onFailure(Throwable failure) {
    close();
  }

  @Override
  public void onCompletion() {
    close();
  }

  private void finish() {
    subscription.cancel();
    close();
  }

  private void close() {
    if (!ended.compareAndSet(false, true)) return;
    drain.closed(finish);
    socket.close();
  }

  private void cancel() {
    if (!ended.compareAndSet(false, true)) return;
    drain.closed(finish);
    subscription.cancel();
  }
}
