package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiHandler;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.auth.RequestAuthentication;
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
import java.util.List;

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
  private final RequestAuthentication authentication;

  ApiResource(ApiHandler handler, RequestAuthentication authentication) {
    this.handler = handler;
    this.authentication = authentication;
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
      UserInfo user =
          authentication.authenticate(
              unknown.path(), unknown.headers(), HttpRequests.certificate(request));
      answer = handler.handle(HttpRequests.withUser(unknown, user));
    } catch (StatusException refusal) {
      answer = Answers.refusal(refusal, List.of());
    }
    Response.ResponseBuilder response = Response.status(answer.status());
    answer
        .headers()
        .forEach((name, values) -> values.forEach(value -> response.header(name, value)));
    return response.entity(Compression.apply(request, answer, response)).build();
  }
}
