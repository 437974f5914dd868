package dev.skiff.controlplane.api.aggregation;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiServer;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.http.HttpRequests;
import dev.skiff.controlplane.api.proxy.AnswerRewriter;
import dev.skiff.controlplane.api.proxy.Backend;
import dev.skiff.controlplane.api.proxy.DialErrors;
import dev.skiff.controlplane.api.proxy.ReverseProxy;
import dev.skiff.controlplane.api.request.RequestInfoResolver;
import dev.skiff.controlplane.auth.RequestAuthentication;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.webhook.WebhookFailure;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Upgraded connections to the servers behind APIServices; all else goes the common road. */
@Singleton
final class ExtensionUpgrades {
  /** Before anything reads the body. */
  private static final int FIRST = -1000;

  private final RequestAuthentication authentication;
  private final ApiServer server;
  private final ApiServices services;
  private final ExtensionServers servers;
  private final ReverseProxy proxy;

  ExtensionUpgrades(
      RequestAuthentication authentication,
      ApiServer server,
      ApiServices services,
      ExtensionServers servers,
      ReverseProxy proxy) {
    this.authentication = authentication;
    this.server = server;
    this.services = services;
    this.servers = servers;
    this.proxy = proxy;
  }

  void register(@Observes Router router) {
    router.routeWithRegex("/apis/[^/]+/[^/]+/.*").order(FIRST).handler(this::handle);
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    Optional<ApiService> service =
        request.getHeader("Upgrade") == null ? Optional.empty() : services.find(request.path());
    if (service.isEmpty()) {
      context.next();
      return;
    }
    try {
      ApiRequest unknown = HttpRequests.of(request, null, UserInfo.ANONYMOUS);
      UserInfo user =
          authentication.authenticate(
              unknown.path(), unknown.headers(), HttpRequests.certificate(request));
      ApiRequest known = HttpRequests.withUser(unknown, user);
      server.authorise(known, RequestInfoResolver.resolve(known));
      if (!service.get().available()) throw Statuses.unavailable("service unavailable");
      Backend backend = servers.of(service.get());
      proxy.pass(
          request,
          backend,
          new ReverseProxy.Passage(
              request.uri(),
              UserHeaders.of(user),
              AnswerRewriter.NONE,
              failure ->
                  Statuses.unavailable(
                      "error trying to reach service: " + DialErrors.message(backend, failure))));
    } catch (StatusException refusal) {
      ReverseProxy.refuse(request, refusal);
    } catch (WebhookFailure nowhere) {
      ReverseProxy.refuse(request, Statuses.unavailable("service unavailable"));
    }
  }
}
