package dev.skiff.agent.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;

/** The three kinds of probes. */
enum ProbeKind {
  STARTUP("Startup"),
  LIVENESS("Liveness"),
  READINESS("Readiness");

  private final String title;

  ProbeKind(String title) {
    this.title = title;
  }

  /** As events name it. */
  String title() {
    return title;
  }

  /** The container's probe of this kind, or null. */
  Probe of(Container container) {
    return switch (this) {
      case STARTUP -> container.getStartupProbe();
      case LIVENESS -> container.getLivenessProbe();
      case READINESS -> container.getReadinessProbe();
    };
  }
}
