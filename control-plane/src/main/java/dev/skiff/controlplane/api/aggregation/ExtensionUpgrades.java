package dev.skiff.controlplane.api.aggregation;

import dev.skiff.controlplane.api.http.Refusals;
import dev.skiff.controlplane.api.proxy.AnswerRewriter;
import dev.skiff.controlplane.api.proxy.Backend;
import dev.skiff.controlplane.api.proxy.ConnectGate;
import dev.skiff.controlplane.api.proxy.Course;
import dev.skiff.controlplane.api.proxy.ReverseProxy;
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

  private final ConnectGate gate;
  private final ApiServices services;
  private final ExtensionServers servers;
  private final ReverseProxy proxy;

  ExtensionUpgrades(
      ConnectGate gate, ApiServices services, ExtensionServers servers, ReverseProxy proxy) {
    this.gate = gate;
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
    gate.passUnadmitted(
        context, (known, info, course) -> pass(request, service.get(), known.user(), course));
  }

  private void pass(HttpServerRequest request, ApiService service, UserInfo user, Course course) {
    ReverseProxy.Passage passage =
        new ReverseProxy.Passage(
            request.uri(),
            UserHeaders.of(user),
            AnswerRewriter.NONE,
            (client, refusal) -> Refusals.text(client, 503, refusal.getMessage()),
            course);
    backend(service)
        .ifPresentOrElse(
            backend -> proxy.pass(request, backend, passage),
            () -> Refusals.text(request, 503, "service unavailable"));
  }

  private Optional<Backend> backend(ApiService service) {
    try {
      return service.available() ? Optional.of(servers.of(service)) : Optional.empty();
    } catch (WebhookFailure nowhere) {
      return Optional.empty();
    }
  }
}
