package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiHandler;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.Answers;
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
import org.jboss.logging.Logger;

/**
 * The whole API over HTTPS: one route for all resources there are and will be. Bodies are raw bytes
 * both ways. They are read and sent on the event loop, and a virtual thread of its own answers each
 * request in between: a thread that waited for its body would be put to sleep and woken by way of
 * two others.
 */
@Singleton
final class ApiRoute {
  private static final Logger LOG = Logger.getLogger(ApiRoute.class);

  /** Behind those that tunnel or stream, which read bodies themselves. */
  private static final int ORDER = -800;

  private static final Set<HttpMethod> WITH_BODY =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
  private static final byte[] EMPTY = {};

  private final ApiHandler handler;
  private final Callers callers;
  private final LimitsConfig limits;
  private final Drain drain;

  ApiRoute(ApiHandler handler, Callers callers, LimitsConfig limits, Drain drain) {
    this.handler = handler;
    this.callers = callers;
    this.limits = limits;
    this.drain = drain;
  }

  void register(@Observes Router router) {
    router.route().order(ORDER).handler(this::handle);
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    RequestDeadline deadline =
        LongRunning.mayBe(request.method().name(), request.path(), request.query())
            ? RequestDeadline.NONE
            : RequestDeadline.asked(request.getParam("timeout"), limits.requestTimeout());
    deadline.start(context);
    if (WITH_BODY.contains(request.method())) {
      BodyReader.read(request, deadline, body -> begin(context, body, deadline));
    } else {
      begin(context, EMPTY, deadline);
    }
  }

  private void begin(RoutingContext context, byte[] body, RequestDeadline deadline) {
    Context loop = context.vertx().getOrCreateContext();
    Thread.startVirtualThread(
        () -> {
          ApiResponse answer = answer(context.request(), body, deadline);
          loop.runOnContext(on -> write(context, answer));
        });
  }

  private void write(RoutingContext context, ApiResponse answer) {
    try {
      ResponseWriter.write(context, answer, drain);
    } catch (RuntimeException unsent) {
      // Such as a header's value that HTTP cannot carry. Nothing was sent yet.
      context.response().headers().clear();
      ResponseWriter.write(context, failed(context.request(), unsent), drain);
    }
  }

  private ApiResponse answer(HttpServerRequest request, byte[] body, RequestDeadline deadline) {
    try {
      ApiRequest unknown = HttpRequests.of(request, body, UserInfo.ANONYMOUS);
      deadline.begin();
      try {
        ApiResponse answer = handler.handle(callers.identified(request, unknown));
        return Compression.apply(request, answer);
      } finally {
        deadline.end();
      }
    } catch (StatusException refusal) {
      return Answers.refusal(refusal, request.getHeader("Accept"));
    } catch (RuntimeException | Error defect) {
      // An error ends this thread only: who asked would wait for ever.
      return failed(request, defect);
    }
  }

  private static ApiResponse failed(HttpServerRequest request, Throwable defect) {
    LOG.errorf(defect, "%s %s failed", request.method(), request.path());
    StatusException internal = Statuses.internal(String.valueOf(defect.getMessage()));
    return Answers.refusal(internal, request.getHeader("Accept"));
  }
}
