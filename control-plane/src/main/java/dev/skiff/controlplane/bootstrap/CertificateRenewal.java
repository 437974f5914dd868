package dev.skiff.controlplane.bootstrap;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Renews certificates when their time has come, without a restart. */
@Singleton
final class CertificateRenewal {
  private static final Logger LOG = Logger.getLogger(CertificateRenewal.class);

  /** Timers do not count the time that a machine sleeps. */
  private static final Duration LONGEST = Duration.ofDays(1);

  /** After a failure, such as a full disk. */
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  private final Pki pki;
  private volatile boolean stopped;

  CertificateRenewal(Pki pki) {
    this.pki = pki;
  }

  void start(@Observes @Priority(900) StartupEvent event) {
    schedule();
  }

  @PreDestroy
  void stop() {
    stopped = true;
  }

  private void schedule() {
    if (stopped) return;
    Duration wait = Duration.between(Instant.now(), pki.due());
    if (wait.compareTo(LONGEST) > 0) wait = LONGEST;
    if (wait.compareTo(SHORTEST) < 0) wait = SHORTEST;
    CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS).execute(this::renew);
  }

  private void renew() {
    if (stopped) return;
    try {
      if (pki.renew()) LOG.info("Certificates were renewed");
    } catch (RuntimeException failed) {
      LOG.errorf("Certificates could not be renewed: %s", failed.getMessage());
    }
    schedule();
  }
}
