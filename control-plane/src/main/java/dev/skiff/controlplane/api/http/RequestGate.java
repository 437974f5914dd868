package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.auth.RequestAuthentication;
import dev.skiff.controlplane.auth.UserInfo;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * The first thing that a request meets, before its body is read: methods that nobody serves, and as
 * many requests as the server takes on at once. Watches and other streams are not counted, health
 * checks never refused, and neither are members of {@code system:masters} (upstream's rules). When
 * room gets short, strangers are turned away here, so that none can hold room by sending half a
 * body.
 */
@Singleton
public final class RequestGate {
  private static final int EARLY = 900;
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH", "DELETE");

  private final RequestAuthentication authentication;
  private final RefusalAudit audit;
  private final Drain drain;
  private final InFlight reading;
  private final InFlight changing;

  RequestGate(
      RequestAuthentication authentication, RefusalAudit audit, LimitsConfig limits, Drain drain) {
    this.authentication = authentication;
    this.audit = audit;
    this.drain = drain;
    this.reading = new InFlight(limits.requestsInFlight());
    this.changing = new InFlight(limits.mutatingRequestsInFlight());
  }

  /** Reading requests in flight. */
  public int readingInFlight() {
    return reading.running();
  }

  /** Changing requests in flight. */
  public int changingInFlight() {
    return changing.running();
  }

  void register(@Observes Filters filters) {
    filters.register(this::pass, EARLY);
  }

  private void pass(RoutingContext context) {
    HttpServerRequest request = context.request();
    String method = request.method().name();
    if (!READING.contains(method) && !CHANGING.contains(method)) {
      refuse(request, Statuses.methodNotAllowed());
      return;
    }
    if (isHealthCheck(request.path()) || HttpRequests.unbounded(context)) {
      context.next();
      return;
    }
    if (!drain.begin()) {
      Refusals.tryLater(request, "The apiserver is shutting down, please try again later.\n", 5);
      return;
    }
    InFlight kind = READING.contains(method) ? reading : changing;
    boolean begun = kind.tryBegin();
    if (begun && kind.crowded() && user(request) == null) {
      kind.end();
      drain.end();
      refuse(request, RequestAuthentication.unauthorized());
      return;
    }
    if (!begun) {
      UserInfo user = user(request);
      if (user == null || !user.groups().contains(UserInfo.MASTERS)) {
        drain.end();
        audit.refused(request, Statuses.tooManyRequests("Too many requests", 1));
        Refusals.tooMany(request);
        return;
      }
      kind.begin();
    }
    RequestSlot.take(
        context,
        () -> {
          kind.end();
          drain.end();
        });
    context.next();
  }

  private void refuse(HttpServerRequest request, StatusException refusal) {
    audit.refused(request, refusal);
    Refusals.status(request, refusal);
  }

  private static boolean isHealthCheck(String path) {
    return path != null
        && (path.startsWith("/healthz") || path.startsWith("/livez") || path.startsWith("/readyz"));
  }

  /** Who asks, null if nobody is known; looked up here only when room is short. */
  private UserInfo user(HttpServerRequest request) {
    try {
      ApiRequest unknown = HttpRequests.of(request, null, UserInfo.ANONYMOUS);
      return authentication.authenticate(
          unknown.path(), unknown.headers(), HttpRequests.certificate(request));
    } catch (StatusException nobody) {
      return null;
    }
  }
}
