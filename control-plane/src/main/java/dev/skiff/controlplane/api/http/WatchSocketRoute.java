package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiHandler;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.request.LongRunning;
import dev.skiff.controlplane.auth.RequestAuthentication;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.auth.audit.Audit;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Watches over WebSockets: the same request and the same events as over plain HTTP, one message for
 * each. Fabric8's client asks for its watches in this way first.
 */
@Singleton
final class WatchSocketRoute {
  /** Before anything reads the body, but behind what leads to other servers. */
  private static final int EARLY = -999;

  private final ApiHandler handler;
  private final RequestAuthentication authentication;
  private final Audit audit;
  private final Drain drain;

  WatchSocketRoute(
      ApiHandler handler, RequestAuthentication authentication, Audit audit, Drain drain) {
    this.handler = handler;
    this.authentication = authentication;
    this.audit = audit;
    this.drain = drain;
  }

  void register(@Observes Router router) {
    router.routeWithRegex("/apis?/.*").method(HttpMethod.GET).order(EARLY).handler(this::handle);
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
        || !LongRunning.isWatch(request.path(), request.query())) {
      context.next();
      return;
    }
    Context loop = context.vertx().getOrCreateContext();
    // A watch reads the store, and so takes its time.
    Thread.startVirtualThread(
        () -> {
          ApiResponse answer = answer(request);
          loop.runOnContext(on -> send(request, answer));
        });
  }

  private ApiResponse answer(HttpServerRequest request) {
    try {
      ApiRequest unknown = HttpRequests.of(request, null, UserInfo.ANONYMOUS);
      return handler.handle(HttpRequests.withCaller(unknown, identified(request, unknown)));
    } catch (StatusException refusal) {
      return Answers.refusal(refusal, request.getHeader("Accept"));
    }
  }

  private RequestAuthentication.Caller identified(HttpServerRequest request, ApiRequest unknown) {
    try {
      return authentication.identify(
          unknown.path(), unknown.headers(), HttpRequests.certificate(request));
    } catch (StatusException refusal) {
      audit.refused(unknown, refusal);
      throw refusal;
    }
  }

  private void send(HttpServerRequest request, ApiResponse answer) {
    switch (answer.body()) {
      case ApiResponse.Bytes bytes -> refuse(request.response(), answer, bytes.parts());
      case ApiResponse.Stream stream -> {
        boolean text =
            answer.headers().get("Content-Type").getFirst().startsWith("application/json");
        request
            .toWebSocket()
            .onSuccess(
                socket ->
                    stream
                        .buffers()
                        .subscribe()
                        .withSubscriber(new WatchSocket(socket, text, drain)))
            // A watch that nobody reads must not stay open.
            .onFailure(broken -> stream.buffers().subscribe().with(ignored -> {}).cancel());
      }
    }
  }

  private static void refuse(HttpServerResponse response, ApiResponse answer, List<byte[]> parts) {
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    Buffer body = Buffer.buffer();
    parts.forEach(body::appendBytes);
    response.end(body);
  }
}
