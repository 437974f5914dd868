package dev.skiff.controlplane.api.endpoint;

import jakarta.inject.Singleton;

/** Well whenever it can be asked. */
@Singleton
final class PingCheck implements HealthCheck {
  @Override
  public String name() {
    return "ping";
  }

  @Override
  public String problem() {
    return null;
  }
}
