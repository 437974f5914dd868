package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** HTTP methods that the API has no use for are refused with a Status like everything else. */
@Provider
public class MethodNotAllowed implements ExceptionMapper<NotAllowedException> {
  @Override
  public Response toResponse(NotAllowedException notAllowed) {
    StatusException refusal = Statuses.methodNotAllowed();
    return Response.status(refusal.code())
        .header(HttpHeaders.CONTENT_TYPE, "application/json")
        .header(HttpHeaders.CACHE_CONTROL, "no-cache, private")
        .entity(refusal.status() + "\n")
        .build();
  }
}
