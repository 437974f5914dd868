package dev.skiff.controlplane.api.proxy;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.http.HttpRequests;
import dev.skiff.controlplane.api.request.RequestInfo;
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

/** {@code /proxy} of Pods, Services and Nodes: any method, any body, upgrades too. */
@Singleton
final class ProxyRoute {
  private static final String PATH =
      "(/api/v1/(?:namespaces/[^/]+/(?:pods|services)|nodes)/[^/]+/proxy)(/.*)?";
  private static final Pattern PARTS = Pattern.compile(PATH);

  /** Before anything reads the body. */
  private static final int FIRST = -1000;

  private final ConnectGate gate;
  private final ProxyTargets targets;
  private final ReverseProxy proxy;

  ProxyRoute(ConnectGate gate, ProxyTargets targets, ReverseProxy proxy) {
    this.gate = gate;
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
    gate.pass(
        context,
        Set.of("proxy"),
        List::of,
        (admitted, info, course) -> {
          boolean moved = !admitted.path().equals(info.path());
          String path = moved ? moved(admitted) : below(parts);
          pass(request, info, parts, path, course);
        });
  }

  private static String below(Matcher parts) {
    return parts.group(2) == null ? "" : parts.group(2);
  }

  /** Where a webhook has led the request. */
  private static String moved(ApiRequest admitted) {
    Matcher parts = PARTS.matcher(admitted.path());
    return parts.matches() ? HttpRequests.encodedPath(below(parts)) : "";
  }

  private void pass(
      HttpServerRequest request, RequestInfo info, Matcher parts, String path, Course course) {
    Backend backend = targets.of(info);
    if (path.isEmpty() && redirects(request)) {
      toRoot(request);
      return;
    }
    proxy.pass(request, backend, passage(request, backend, parts.group(1), path, course));
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
      HttpServerRequest request, Backend backend, String prefix, String path, Course course) {
    String query = request.query() == null ? "" : "?" + request.query();
    String requestHost = request.authority() == null ? "" : request.authority().toString();
    return new ReverseProxy.Passage(
        (path.isEmpty() ? "/" : path) + query,
        Map.of("X-Forwarded-Uri", List.of(prefix + path)),
        new LinkRewriter(prefix, requestHost, backend.host() + ":" + backend.port()),
        course::refuse,
        course);
  }
}
