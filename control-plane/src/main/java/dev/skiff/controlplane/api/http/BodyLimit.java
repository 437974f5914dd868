package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiServer;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Refuses bodies that say they are too large before they are read. Those that do not say it are
 * read up to Quarkus' limit, and refused by the API server.
 */
@Singleton
final class BodyLimit {
  private static final int EARLY = 1000;

  private final RefusalAudit audit;

  BodyLimit(RefusalAudit audit) {
    this.audit = audit;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, EARLY);
  }

  private void check(RoutingContext context) {
    if (length(context.request().getHeader("Content-Length")) <= ApiServer.BODY_LIMIT) {
      context.next();
      return;
    }
    StatusException refusal = Statuses.bodyTooLarge(ApiServer.BODY_LIMIT);
    audit.refused(context.request(), refusal);
    Refusals.status(context.request(), refusal);
  }

  /** What a request says of its body's length in bytes; 0 if nothing. */
  static long length(String header) {
    try {
      return header == null ? 0 : Long.parseLong(header);
    } catch (NumberFormatException malformed) {
      return 0;
    }
  }
}
