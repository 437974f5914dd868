package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.request.RequestInfoResolver;
import dev.skiff.controlplane.auth.Authenticator;
import dev.skiff.controlplane.auth.RequestAuthentication;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.auth.audit.Audit;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/** Audits requests that are refused before they reach what would audit them. Never waits. */
@Singleton
final class RefusalAudit {
  private final RequestAuthentication authentication;
  private final Audit audit;

  RefusalAudit(RequestAuthentication authentication, Audit audit) {
    this.authentication = authentication;
    this.audit = audit;
  }

  /** A request that is refused for what it is; who asks is looked up only if that is written. */
  void refused(HttpServerRequest request, StatusException refusal) {
    if (!audit.enabled()) return;
    ApiRequest unknown;
    try {
      unknown = HttpRequests.of(request, null, UserInfo.ANONYMOUS);
    } catch (StatusException malformed) {
      return;
    }
    ApiRequest known;
    try {
      known = known(request, unknown);
    } catch (StatusException nobody) {
      audit.refused(unknown, refusal);
      return;
    }
    audit.around(
        known,
        RequestInfoResolver.resolve(known),
        audited -> Answers.refusal(refusal, audited.header("accept")));
  }

  /** A request that is refused whoever asks. */
  void refusedUnknown(ApiRequest unknown, StatusException refusal) {
    audit.refused(unknown, refusal);
  }

  private ApiRequest known(HttpServerRequest request, ApiRequest unknown) {
    Authenticator.Known known =
        authentication.identify(
            unknown.path(), unknown.headers(), HttpRequests.certificate(request));
    try {
      return HttpRequests.withCaller(unknown, authentication.acting(known, unknown.headers()));
    } catch (StatusException forbidden) {
      return HttpRequests.withUser(unknown, known.user());
    }
  }
}
