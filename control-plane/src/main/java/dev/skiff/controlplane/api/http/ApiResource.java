package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiHandler;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.request.LongRunning;
import dev.skiff.controlplane.auth.UserInfo;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;

/**
 * The whole API over HTTPS: one method for each HTTP method, one path template for all resources
 * there are and will be. Bodies are raw bytes both ways.
 */
@Path("{path: .*}")
@RunOnVirtualThread
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.WILDCARD)
public class ApiResource {
  private static final byte[] EMPTY = {};
  private final ApiHandler handler;
  private final Callers callers;
  private final Duration requestTimeout;

  ApiResource(ApiHandler handler, Callers callers, LimitsConfig limits) {
    this.handler = handler;
    this.callers = callers;
    this.requestTimeout = limits.requestTimeout();
  }

  @GET
  public Response get(@Context HttpServerRequest request) {
    return handle(request, EMPTY);
  }

  @OPTIONS
  public Response options(@Context HttpServerRequest request) {
    return handle(request, EMPTY);
  }

  @POST
  public Response post(@Context HttpServerRequest request, byte[] body) {
    return handle(request, body);
  }

  @PUT
  public Response put(@Context HttpServerRequest request, byte[] body) {
    return handle(request, body);
  }

  @PATCH
  public Response patch(@Context HttpServerRequest request, byte[] body) {
    return handle(request, body);
  }

  @DELETE
  public Response delete(@Context HttpServerRequest request, byte[] body) {
    return handle(request, body);
  }

  private Response handle(HttpServerRequest request, byte[] body) {
    ApiResponse answer;
    try {
      ApiRequest unknown = HttpRequests.of(request, body, UserInfo.ANONYMOUS);
      if (LongRunning.mayBe(unknown.method(), request.path(), request.query())) {
        answer = answer(request, unknown);
      } else {
        answer = answerInTime(request, unknown);
      }
    } catch (StatusException refusal) {
      answer = Answers.refusal(refusal, request.getHeader("Accept"));
    }
    Response.ResponseBuilder response = Response.status(answer.status());
    answer
        .headers()
        .forEach((name, values) -> values.forEach(value -> response.header(name, value)));
    return response.entity(Compression.apply(request, answer, response)).build();
  }

  private ApiResponse answer(HttpServerRequest request, ApiRequest unknown) {
    return handler.handle(callers.identified(request, unknown));
  }

  private ApiResponse answerInTime(HttpServerRequest request, ApiRequest unknown) {
    Duration allowed = RequestDeadline.allowed(unknown.parameter("timeout"), requestTimeout);
    RequestDeadline deadline = RequestDeadline.in(allowed);
    boolean late = true;
    try {
      ApiResponse answer = answer(request, unknown);
      late = deadline.close();
      if (!late) return answer;
    } finally {
      if (late) deadline.close();
    }
    throw Statuses.timeout();
  }
}
