package dev.skiff.controlplane.bootstrap;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import org.jboss.logging.Logger;

/** Ends a start that cannot succeed: one line in the log, exit code 1. */
public final class StartRefusal {
  private static final Logger LOG = Logger.getLogger(StartRefusal.class);

  private StartRefusal() {}

  /** To be thrown by the caller. Quarkus takes it for a quiet end and waits; so ask to exit too. */
  public static PreventFurtherStepsException of(String line) {
    LOG.error(line);
    Quarkus.asyncExit(1);
    return new PreventFurtherStepsException(line, 1);
  }
}
