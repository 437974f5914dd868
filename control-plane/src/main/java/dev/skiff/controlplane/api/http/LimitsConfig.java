package dev.skiff.controlplane.api.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much the API server does at once and for how long; defaults are upstream's. */
@ConfigMapping(prefix = "skiff.limits")
public interface LimitsConfig {
  /** Reading requests in flight; more are told to come back. 0 for no limit. */
  @WithDefault("400")
  int requestsInFlight();

  /** Changing requests in flight; more are told to come back. 0 for no limit. */
  @WithDefault("200")
  int mutatingRequestsInFlight();

  /** Requests that are neither watches nor streams end after this at the latest. */
  @WithDefault("60s")
  Duration requestTimeout();

  /**
   * How long the server goes on as ever after it was told to stop, while {@code /readyz} fails
   * already: so load balancers can look elsewhere first.
   */
  @WithDefault("0s")
  Duration shutdownDelay();
}
