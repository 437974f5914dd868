package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiHandler;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.request.LongRunning;
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

  private final ApiHandler handler;
  private final Callers callers;
  private final LimitsConfig limits;
  private final RefusalAudit audit;
  private final Drain drain;

  ApiRoute(
      ApiHandler handler, Callers callers, LimitsConfig limits, RefusalAudit audit, Drain drain) {
    this.handler = handler;
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
        streams(request)
            ? RequestDeadline.NONE
            : RequestDeadline.asked(request.getParam("timeout"), limits.requestTimeout());
    deadline.start(context);
    if (WITH_BODY.contains(request.method())) {
      BodyReader.read(
          request,
          deadline,
          body -> begin(context, body, deadline),
          refusal -> audit.refused(request, refusal));
    } else {
      begin(context, EMPTY, deadline);
    }
  }

  /** Whether the answer may take as long as it likes. A body may not. */
  private static boolean streams(HttpServerRequest request) {
    return !WITH_BODY.contains(request.method())
        && LongRunning.mayBe(request.method().name(), request.path(), request.query());
  }

  private void begin(RoutingContext context, byte[] body, RequestDeadline deadline) {
    Context loop = context.vertx().getOrCreateContext();
    Runnable release = RequestSlot.hold(context);
    Thread.startVirtualThread(
        () -> {
          ApiResponse answer =
              Failures.instead(context.request(), () -> answer(context.request(), body, deadline));
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
      ApiResponse answer = handler.handle(callers.identified(request, unknown));
      return Compression.apply(request, answer);
    } finally {
      deadline.end();
    }
  }
}
