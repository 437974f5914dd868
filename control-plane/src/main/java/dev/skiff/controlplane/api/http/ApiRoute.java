package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.ApiServer;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.UserInfo;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * The whole API over HTTPS: one route for all resources there are and will be. Bodies are raw bytes
 * both ways. They are read and sent on the event loop, and a virtual thread of its own answers each
 * request in between: a thread that waited for its body would be put to sleep and woken by way of
 * two others.
 */
@Singleton
final class ApiRoute {
  /** Behind those that tunnel or stream, which read bodies themselves. */
  private static final int ORDER = -800;

  private static final Set<HttpMethod> WITH_BODY =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
  private static final byte[] EMPTY = {};

  /** Bytes of a body that is read before it is known who sends it. */
  private static final int SMALL = 64 * 1024;

  private final ApiServer server;
  private final Callers callers;
  private final LimitsConfig limits;
  private final BodyMemory bodies;
  private final RefusalAudit audit;
  private final Drain drain;

  ApiRoute(
      ApiServer server,
      Callers callers,
      LimitsConfig limits,
      BodyMemory bodies,
      RefusalAudit audit,
      Drain drain) {
    this.server = server;
    this.bodies = bodies;
    this.callers = callers;
    this.limits = limits;
    this.audit = audit;
    this.drain = drain;
  }

  void register(@Observes Router router) {
    router.route().order(ORDER).handler(this::handle);
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    RequestDeadline deadline =
        streams(context)
            ? RequestDeadline.none()
            : RequestDeadline.asked(request.getParam("timeout"), limits.requestTimeout());
    deadline.start(context);
    BodyMemory.Share memory = bodies.share();
    if (!WITH_BODY.contains(request.method())) {
      begin(context, EMPTY, memory, deadline);
    } else if (!mattersWhoSends(request) || mayGoOn(context)) {
      BodyReader.read(
          request,
          deadline,
          memory,
          body -> begin(context, body, memory, deadline),
          refusal -> audit.refused(request, refusal));
    }
  }

  /** Whether a body takes, or may take, so much room that not everybody may send it. */
  private boolean mattersWhoSends(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return length == null || BodyLimit.length(length) > SMALL || bodies.crowded();
  }

  /** Whether a request is refused by its head alone: then it is answered. */
  private boolean mayGoOn(RoutingContext context) {
    HttpServerRequest request = context.request();
    ApiResponse refusal = Failures.instead(request, () -> refusal(request));
    if (refusal == null) return true;
    request.resume();
    ResponseWriter.write(context, refusal, drain);
    return false;
  }

  private ApiResponse refusal(HttpServerRequest request) {
    ApiRequest unknown = HttpRequests.of(request, null, UserInfo.ANONYMOUS);
    return server.refusal(callers.identified(request, unknown)).orElse(null);
  }

  /** Whether the answer may take as long as it likes. A body may not. */
  private static boolean streams(RoutingContext context) {
    return !WITH_BODY.contains(context.request().method()) && HttpRequests.unbounded(context);
  }

  private void begin(
      RoutingContext context, byte[] body, BodyMemory.Share memory, RequestDeadline deadline) {
    Context loop = context.vertx().getOrCreateContext();
    Runnable release = RequestSlot.hold(context);
    Thread.startVirtualThread(
        () -> {
          ApiResponse answer =
              Failures.instead(context.request(), () -> answer(context.request(), body, deadline));
          memory.free();
          release.run();
          loop.runOnContext(on -> ResponseWriter.write(context, answer, drain));
        });
  }

  private ApiResponse answer(HttpServerRequest request, byte[] body, RequestDeadline deadline) {
    ApiRequest unknown = HttpRequests.of(request, body, UserInfo.ANONYMOUS);
    try {
      deadline.begin();
    } catch (StatusException noTime) {
      audit.refusedUnknown(unknown, noTime);
      throw noTime;
    }
    try {
      ApiResponse answer = server.handle(callers.identified(request, unknown));
      return Compression.apply(request, answer);
    } finally {
      deadline.end();
    }
  }
}
