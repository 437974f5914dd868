package dev.skiff.controlplane.api.endpoint;

import dev.skiff.controlplane.api.http.Drain;
import jakarta.inject.Singleton;

/** Not ready any more once the server has been told to stop. */
@Singleton
final class ShutdownCheck implements HealthCheck {
  private final Drain drain;

  ShutdownCheck(Drain drain) {
    this.drain = drain;
  }

  @Override
  public String name() {
    return "shutdown";
  }

  @Override
  public String problem() {
    return drain.announced() ? "process is shutting down" : null;
  }

  @Override
  public boolean readinessOnly() {
    return true;
  }
}
