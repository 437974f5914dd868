package dev.skiff.controlplane.api.http;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.Base64;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends a stream as messages: JSON events one a text message, other bytes as they come, in binary
 * messages or, for the sub-protocol {@code base64.binary.k8s.io}, as base64 in text messages. The
 * next buffer is asked for when the connection has taken the last.
 */
final class WebSocketMessages implements MultiSubscriber<Buffer> {
  static final String BINARY = "binary.k8s.io";
  static final String BASE64 = "base64.binary.k8s.io";

  private final ServerWebSocket socket;
  private final boolean events;
  private final AtomicBoolean ended = new AtomicBoolean();
  private Flow.Subscription subscription;

  private WebSocketMessages(ServerWebSocket socket, boolean events) {
    this.socket = socket;
    this.events = events;
  }

  /**
   * Sends all of a stream, until either side or the server's end ends it.
   *
   * @param events whether the stream is lines of JSON
   */
  static void send(Multi<Buffer> buffers, ServerWebSocket socket, boolean events, Drain drain) {
    WebSocketMessages messages = new WebSocketMessages(socket, events);
    Runnable finish = messages::finish;
    drain.opened(finish);
    socket.closeHandler(
        closed -> {
          messages.cancel();
          drain.closed(finish);
        });
    buffers.subscribe().withSubscriber(messages);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(1);
  }

  @Override
  public void onItem(Buffer buffer) {
    Future<Void> written = Future.succeededFuture();
    if (events) {
      for (String event : buffer.toString().split("\n")) written = socket.writeTextMessage(event);
    } else if (BASE64.equals(socket.subProtocol())) {
      written = socket.writeTextMessage(Base64.getEncoder().encodeToString(buffer.getBytes()));
    } else {
      written = socket.writeBinaryMessage(buffer);
    }
    written.onSuccess(done -> subscription.request(1)).onFailure(gone -> cancel());
  }

  @Override
  public void onFailure(Throwable failure) {
    if (ended.compareAndSet(false, true)) socket.close();
  }

  @Override
  public void onCompletion() {
    if (ended.compareAndSet(false, true)) socket.close();
  }

  private void finish() {
    cancel();
    socket.close();
  }

  private void cancel() {
    if (ended.compareAndSet(false, true)) subscription.cancel();
  }
}
