package dev.skiff.controlplane.api.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Before all else, a request gets its name: refusals carry it, too. */
@Singleton
final class RequestNames {
  private static final int FIRST = 1100;

  void register(@Observes Filters filters) {
    filters.register(RequestNames::name, FIRST);
  }

  private static void name(RoutingContext context) {
    HttpRequests.name(context.request());
    context.next();
  }
}
