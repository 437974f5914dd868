package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiResponse;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Sends bodies. A stream is asked for its next buffer when the connection has taken the last; the
 * request's virtual thread waits for its end.
 */
@Provider
@Produces(MediaType.WILDCARD)
public class BodyWriter implements ServerMessageBodyWriter<ApiResponse.Body> {
  private final Drain drain;

  BodyWriter(Drain drain) {
    this.drain = drain;
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType mediaType) {
    return ApiResponse.Body.class.isAssignableFrom(type);
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
    return ApiResponse.Body.class.isAssignableFrom(type);
  }

  @Override
  public void writeResponse(ApiResponse.Body body, Type type, ServerRequestContext context)
      throws IOException {
    switch (body) {
      case ApiResponse.Bytes bytes -> context.serverResponse().end(bytes.joined());
      case ApiResponse.Stream stream -> {
        HttpServerResponse response =
            ((ResteasyReactiveRequestContext) context).unwrap(HttpServerResponse.class);
        StreamWriter writer = new StreamWriter(context.serverResponse(), response);
        stream.buffers().subscribe().withSubscriber(writer);
        Runnable finish = writer::finish;
        drain.opened(finish);
        writer.ended.join();
        drain.closed(finish);
      }
    }
  }

  @Override
  public void writeTo(
      ApiResponse.Body body,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    throw new IOException("Bodies are written by the server itself");
  }

  private static final class StreamWriter implements MultiSubscriber<Buffer> {
    private static final byte[] NOTHING = {};
    private final ServerHttpResponse answer;
    private final HttpServerResponse response;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private Flow.Subscription subscription;

    /**
     * @param response what is below the answer: it takes buffers without copying them
     */
    StreamWriter(ServerHttpResponse answer, HttpServerResponse response) {
      this.answer = answer;
      this.response = response;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      answer.setChunked(true);
      answer.addCloseHandler(this::cancel);
      // The client must see the head before the first event happens.
      answer.write(NOTHING).whenComplete((nothing, failure) -> written(failure));
    }

    @Override
    public void onItem(Buffer buffer) {
      response.write(buffer).onComplete(result -> written(result.cause()));
    }

    private void written(Throwable failure) {
      if (failure == null) subscription.request(1);
      else cancel();
    }

    @Override
    public void onFailure(Throwable failure) {
      // The head is out: all that can be said is that this is no regular end.
      if (ended.complete(null)) answer.end();
    }

    @Override
    public void onCompletion() {
      if (ended.complete(null)) answer.end();
    }

    /** Ends the stream behind what is written already; whole events are. */
    void finish() {
      if (!ended.complete(null)) return;
      subscription.cancel();
      answer.end();
    }

    private void cancel() {
      if (ended.complete(null)) subscription.cancel();
    }
  }
}
