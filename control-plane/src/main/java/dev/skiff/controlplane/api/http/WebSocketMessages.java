package dev.skiff.controlplane.api.http;

import io.smallrye.mutiny.Multi;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.Base64;

/**
 * Sends a stream as messages: JSON events one a text message, other bytes as they come, in binary
 * messages or, for the sub-protocol {@code base64.binary.k8s.io}, as base64 in text messages.
 */
final class WebSocketMessages extends StreamSubscriber {
  static final String BINARY = "binary.k8s.io";
  static final String BASE64 = "base64.binary.k8s.io";

  private final ServerWebSocket socket;
  private final boolean events;

  private WebSocketMessages(ServerWebSocket socket, boolean events, Drain drain) {
    super(drain);
    this.socket = socket;
    this.events = events;
  }

  /**
   * Sends all of a stream, until either side or the server's end ends it.
   *
   * @param events whether the stream is lines of JSON
   */
  static void send(Multi<Buffer> buffers, ServerWebSocket socket, boolean events, Drain drain) {
    WebSocketMessages messages = new WebSocketMessages(socket, events, drain);
    socket.closeHandler(closed -> messages.cancel());
    messages.send(buffers);
  }

  @Override
  void begin() {
    taken();
  }

  @Override
  public void onItem(Buffer buffer) {
    Future<Void> taken = Future.succeededFuture();
    if (events) {
      for (String event : buffer.toString().split("\n")) taken = socket.writeTextMessage(event);
    } else if (BASE64.equals(socket.subProtocol())) {
      taken = socket.writeTextMessage(Base64.getEncoder().encodeToString(buffer.getBytes()));
    } else {
      taken = socket.writeBinaryMessage(buffer);
    }
    written(taken);
  }

  @Override
  void close() {
    socket.close();
  }
}
