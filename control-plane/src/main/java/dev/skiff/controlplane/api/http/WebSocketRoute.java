package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiHandler;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.output.OutputFormat.Encoding;
import dev.skiff.controlplane.auth.UserInfo;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Watches and logs for browsers: the same requests and answers as over plain HTTP, but what is
 * streamed comes as messages of a WebSocket (RFC 6455). Exec and its like are not for this route:
 * their connections lead to a node.
 */
@Singleton
final class WebSocketRoute {
  /** Before anything reads the body, behind those that tunnel. */
  private static final int EARLY = -900;

  private final ApiHandler handler;
  private final Callers callers;
  private final Drain drain;

  WebSocketRoute(ApiHandler handler, Callers callers, Drain drain) {
    this.handler = handler;
    this.callers = callers;
    this.drain = drain;
  }

  void register(@Observes Router router) {
    router.route().method(HttpMethod.GET).order(EARLY).handler(this::handle);
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
        || !HttpRequests.unbounded(context)) {
      context.next();
      return;
    }
    request.pause();
    RequestDeadline deadline = RequestDeadline.none();
    deadline.start(context);
    Context loop = context.vertx().getOrCreateContext();
    Thread.startVirtualThread(
        () -> {
          ApiResponse answer = Failures.instead(request, () -> answer(request, deadline));
          loop.runOnContext(on -> send(context, answer));
        });
  }

  private ApiResponse answer(HttpServerRequest request, RequestDeadline deadline) {
    ApiRequest unknown = HttpRequests.of(request, null, UserInfo.ANONYMOUS);
    deadline.begin();
    try {
      return handler.handle(callers.identified(request, unknown));
    } finally {
      deadline.end();
    }
  }

  private void send(RoutingContext context, ApiResponse answer) {
    HttpServerRequest request = context.request();
    if (answer.status() != 200) {
      // What cannot be streamed is answered as if no upgrade had been asked for.
      request.resume();
      ResponseWriter.write(context, answer, drain);
      return;
    }
    Multi<Buffer> buffers =
        switch (answer.body()) {
          case ApiResponse.Stream stream -> stream.buffers();
          case ApiResponse.Bytes bytes ->
              Multi.createFrom().iterable(bytes.parts()).map(Buffer::buffer);
        };
    boolean events = contentType(answer).startsWith(Encoding.JSON.mediaType());
    request
        .toWebSocket()
        .onSuccess(socket -> WebSocketMessages.send(buffers, socket, events, drain))
        .onFailure(malformed -> buffers.subscribe().with(ignored -> {}).cancel());
  }

  private static String contentType(ApiResponse answer) {
    return answer.headers().getOrDefault("Content-Type", List.of("")).getFirst();
  }
}
