package dev.skiff.controlplane.bootstrap;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Opens the PKI when the first bean asks for it. */
@Singleton
final class PkiProducer {
  @Produces
  @Singleton
  Pki pki(SkiffConfig config) {
    try {
      return new PkiDirectory(config.dataDir().resolve("pki"), Clock.systemUTC())
          .open(AlternativeNames.ofApiServer(config));
    } catch (StartException refused) {
      throw StartRefusal.of(refused.getMessage());
    }
  }
}
