package dev.skiff.controlplane.api.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * kubectl and client-go ask for OpenAPI in a media type with an {@code @}, which no media type may
 * have, so Quarkus would refuse them. Upstream answers with a dot in its place; here it is put
 * there before anybody looks.
 */
@Singleton
final class AcceptHeader {
  private static final int EARLY = 1000;

  void register(@Observes Filters filters) {
    filters.register(AcceptHeader::mend, EARLY);
  }

  private static void mend(RoutingContext context) {
    String accept = context.request().getHeader("Accept");
    if (accept != null && accept.indexOf('@') >= 0) {
      context.request().headers().set("Accept", accept.replace('@', '.'));
    }
    context.next();
  }
}
