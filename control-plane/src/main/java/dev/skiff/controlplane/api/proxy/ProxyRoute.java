package dev.skiff.controlplane.api.proxy;

import dev.skiff.controlplane.admission.ConnectAdmission;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiServer;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.http.HttpRequests;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.api.request.RequestInfoResolver;
import dev.skiff.controlplane.auth.RequestAuthentication;
import dev.skiff.controlplane.auth.UserInfo;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** {@code /proxy} of Pods, Services and Nodes: any method, any body, upgrades too. */
@Singleton
final class ProxyRoute {
  private static final Logger LOG = Logger.getLogger(ProxyRoute.class);
  private static final String PATH =
      "(/api/v1/(?:namespaces/[^/]+/(?:pods|services)|nodes)/[^/]+/proxy)(/.*)?";
  private static final Pattern PARTS = Pattern.compile(PATH);

  /** Before anything reads the body. */
  private static final int FIRST = -1000;

  private final RequestAuthentication authentication;
  private final ApiServer server;
  private final ProxyTargets targets;
  private final ReverseProxy proxy;
  private final ConnectAdmission admission;

  ProxyRoute(
      RequestAuthentication authentication,
      ApiServer server,
      ProxyTargets targets,
      ReverseProxy proxy,
      ConnectAdmission admission) {
    this.admission = admission;
    this.authentication = authentication;
    this.server = server;
    this.targets = targets;
    this.proxy = proxy;
  }

  void register(@Observes Router router) {
    router.routeWithRegex(PATH).order(FIRST).handler(this::handle);
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    Matcher parts = PARTS.matcher(request.path());
    if (!parts.matches()) {
      context.next();
      return;
    }
    attempt(request, () -> authorised(context, request, parts));
  }

  private void authorised(RoutingContext context, HttpServerRequest request, Matcher parts) {
    ApiRequest unknown = HttpRequests.of(request, null, UserInfo.ANONYMOUS);
    UserInfo user =
        authentication.authenticate(
            unknown.path(), unknown.headers(), HttpRequests.certificate(request));
    ApiRequest known = HttpRequests.withUser(unknown, user);
    RequestInfo info = RequestInfoResolver.resolve(known);
    server.authorise(known, info);
    if (!Upgrade.wanted(request)) request.pause();
    Context loop = context.vertx().getOrCreateContext();
    // Admission may ask webhooks, and so takes its time.
    Thread.startVirtualThread(
        () ->
            attempt(
                request,
                () -> {
                  admission.admit(known, info);
                  loop.runOnContext(on -> attempt(request, () -> pass(request, info, parts)));
                }));
  }

  private void pass(HttpServerRequest request, RequestInfo info, Matcher parts) {
    Backend backend = targets.of(info);
    String path = parts.group(2) == null ? "" : parts.group(2);
    if (path.isEmpty() && redirects(request)) {
      toRoot(request);
      return;
    }
    proxy.pass(request, backend, passage(request, backend, parts.group(1), path));
  }

  private static void attempt(HttpServerRequest request, Runnable step) {
    try {
      step.run();
    } catch (StatusException refusal) {
      ReverseProxy.refuse(request, refusal);
    } catch (RuntimeException defect) {
      LOG.errorf(defect, "%s %s failed", request.method(), request.path());
      ReverseProxy.refuse(request, Statuses.internal(String.valueOf(defect.getMessage())));
    }
  }

  private static boolean redirects(HttpServerRequest request) {
    return Set.of(HttpMethod.GET, HttpMethod.HEAD).contains(request.method())
        && !Upgrade.wanted(request);
  }

  /** Relative links of a site work only below its root. */
  private static void toRoot(HttpServerRequest request) {
    String query = request.query() == null ? "" : "?" + request.query();
    request.response().setStatusCode(301).putHeader("Location", request.path() + "/" + query).end();
  }

  private static ReverseProxy.Passage passage(
      HttpServerRequest request, Backend backend, String prefix, String path) {
    String query = request.query() == null ? "" : "?" + request.query();
    String requestHost = request.authority() == null ? "" : request.authority().toString();
    return new ReverseProxy.Passage(
        (path.isEmpty() ? "/" : path) + query,
        Map.of("X-Forwarded-Uri", List.of(prefix + path)),
        new LinkRewriter(prefix, requestHost, backend.host() + ":" + backend.port()),
        failure ->
            Statuses.unavailable(
                "error trying to reach service: " + DialErrors.message(backend, failure)));
  }
}
