package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiResponse;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sends answers. A stream is asked for its next buffer when the connection has taken the last. */
final class ResponseWriter {
  private ResponseWriter() {}

  /**
   * Sends an answer; to be called on the request's event loop.
   *
   * @param drain ends streams when the server stops
   */
  static void write(RoutingContext context, ApiResponse answer, Drain drain) {
    HttpServerResponse response = context.response();
    response.setStatusCode(answer.status());
    answer.headers().forEach((name, values) -> response.putHeader(name, encoded(values)));
    switch (answer.body()) {
      case ApiResponse.Bytes bytes -> {
        Buffer body = Buffer.buffer(Unpooled.wrappedBuffer(bytes.parts().toArray(byte[][]::new)));
        if (context.request().method() == HttpMethod.HEAD) {
          response.putHeader("Content-Length", Integer.toString(body.length())).end();
        } else {
          response.end(body);
        }
      }
      case ApiResponse.Stream stream -> {
        response.setChunked(true);
        StreamWriter writer = new StreamWriter(response);
        Runnable finish = writer::finish;
        drain.opened(finish);
        context.addEndHandler(
            ended -> {
              writer.cancel();
              drain.closed(finish);
            });
        stream.buffers().subscribe().withSubscriber(writer);
      }
    }
  }

  /** Values as they go over the wire, in UTF-8 as Go's; Netty takes strings for ASCII. */
  private static List<CharSequence> encoded(List<String> values) {
    return values.stream()
        .<CharSequence>map(value -> new AsciiString(value.getBytes(StandardCharsets.UTF_8), false))
        .toList();
  }

  private static final class StreamWriter implements MultiSubscriber<Buffer> {
    private final HttpServerResponse response;
    private final AtomicBoolean ended = new AtomicBoolean();
    private Flow.Subscription subscription;

    StreamWriter(HttpServerResponse response) {
      this.response = response;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      // The client must see the head before the first event happens.
      send(Buffer.buffer());
    }

    @Override
    public void onItem(Buffer buffer) {
      send(buffer);
    }

    private void send(Buffer buffer) {
      response
          .write(buffer)
          .onComplete(
              result -> {
                if (result.succeeded()) subscription.request(1);
                else cancel();
              });
    }

    @Override
    public void onFailure(Throwable failure) {
      // The head is out: all that can be said is that this is no regular end.
      end();
    }

    @Override
    public void onCompletion() {
      end();
    }

    /** Ends the stream behind what is written already; whole events are. */
    void finish() {
      if (!ended.compareAndSet(false, true)) return;
      subscription.cancel();
      response.end();
    }

    private void end() {
      if (ended.compareAndSet(false, true)) response.end();
    }

    private void cancel() {
      if (ended.compareAndSet(false, true)) subscription.cancel();
    }
  }
}
