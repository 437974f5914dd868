package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.request.RequestInfoResolver;
import dev.skiff.controlplane.auth.Authenticator;
import dev.skiff.controlplane.auth.RequestAuthentication;
import dev.skiff.controlplane.auth.audit.Audit;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/** Finds out who is behind a request; those who are turned away are audited. */
@Singleton
public final class Callers {
  private final RequestAuthentication authentication;
  private final Audit audit;

  Callers(RequestAuthentication authentication, Audit audit) {
    this.authentication = authentication;
    this.audit = audit;
  }

  /**
   * A request with its caller.
   *
   * @param unknown the request without him
   * @throws StatusException 401 if nobody is known, 403 if he may not speak for another
   */
  public ApiRequest identified(HttpServerRequest request, ApiRequest unknown) {
    Authenticator.Known known;
    try {
      known =
          authentication.identify(
              unknown.path(), unknown.headers(), HttpRequests.certificate(request));
    } catch (StatusException nobody) {
      audit.refused(unknown, nobody);
      throw nobody;
    }
    try {
      return HttpRequests.withCaller(unknown, authentication.acting(known, unknown.headers()));
    } catch (StatusException forbidden) {
      ApiRequest ofHimself = HttpRequests.withUser(unknown, known.user());
      audit.around(
          ofHimself,
          RequestInfoResolver.resolve(ofHimself),
          audited -> Answers.refusal(forbidden, audited.header("accept")));
      throw forbidden;
    }
  }
}
