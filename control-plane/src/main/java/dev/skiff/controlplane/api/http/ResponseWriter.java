package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiResponse;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import io.netty.util.AsciiString;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Sends answers. */
final class ResponseWriter {
  private ResponseWriter() {}

  /**
   * Sends an answer, or that it cannot be sent; to be called on the request's event loop.
   *
   * @param drain ends streams when the server stops
   */
  static void write(RoutingContext context, ApiResponse answer, Drain drain) {
    try {
      send(context, answer, drain);
    } catch (RuntimeException unsent) {
      // Such as a header's value that HTTP cannot carry. Nothing was sent yet.
      context.response().headers().clear();
      send(context, Failures.of(context.request(), unsent), drain);
    }
  }

  private static void send(RoutingContext context, ApiResponse answer, Drain drain) {
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
        StreamWriter writer = new StreamWriter(context.request(), drain);
        context.addEndHandler(ended -> writer.cancel());
        writer.send(stream.buffers());
      }
    }
  }

  /** Values as they go over the wire, in UTF-8 as Go's; Netty takes strings for ASCII. */
  private static List<CharSequence> encoded(List<String> values) {
    return values.stream()
        .<CharSequence>map(value -> new AsciiString(value.getBytes(StandardCharsets.UTF_8), false))
        .toList();
  }

  private static final class StreamWriter extends StreamSubscriber {
    private final HttpServerResponse response;

    /** Null if this is another version of HTTP. */
    private final Http2Body http2;

    StreamWriter(HttpServerRequest request, Drain drain) {
      super(drain);
      this.response = request.response();
      this.http2 = request.version() == HttpVersion.HTTP_2 ? http2(request) : null;
    }

    private Http2Body http2(HttpServerRequest request) {
      ChannelPipeline pipeline = NettyChannel.of(request).pipeline();
      return new Http2Body(pipeline, response.streamId(), this::taken, this::cancel);
    }

    @Override
    void begin() {
      // The client must see the head before the first event happens.
      written(response.write(Buffer.buffer()));
    }

    @Override
    public void onItem(Buffer buffer) {
      if (http2 != null) http2.write(buffer.getByteBuf());
      else written(response.write(buffer));
    }

    @Override
    void close() {
      response.end();
    }
  }
}
