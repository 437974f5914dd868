package dev.skiff.controlplane.bootstrap;

import io.quarkus.runtime.PreventFurtherStepsException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Opens the PKI when the first bean asks for it. */
@Singleton
final class PkiProducer {
  private static final Logger LOG = Logger.getLogger(PkiProducer.class);

  @Produces
  @Singleton
  Pki pki(SkiffConfig config) {
    try {
      return new PkiDirectory(config.dataDir().resolve("pki"), Clock.systemUTC())
          .open(AlternativeNames.ofApiServer(config));
    } catch (StartException refused) {
      LOG.error(refused.getMessage());
      throw new PreventFurtherStepsException(refused.getMessage(), 1);
    }
  }
}
