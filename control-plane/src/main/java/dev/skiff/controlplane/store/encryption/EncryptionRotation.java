package dev.skiff.controlplane.store.encryption;

import dev.skiff.controlplane.store.Store;
import dev.skiff.controlplane.store.StoreException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Finishes a rotation of keys in the background of a start. */
@Singleton
final class EncryptionRotation {
  private static final Logger LOG = Logger.getLogger(EncryptionRotation.class);
  private static final int AFTER_EVERYTHING = 900;

  private final Encryption encryption;
  private final Store store;

  EncryptionRotation(Encryption encryption, Store store) {
    this.encryption = encryption;
    this.store = store;
  }

  void start(@Observes @Priority(AFTER_EVERYTHING) StartupEvent event) {
    Thread.ofVirtual().name("encryption-rotation").start(this::run);
  }

  private void run() {
    try {
      encryption.rewrite(store);
    } catch (StoreException.Unavailable failed) {
      LOG.warnf("Not all objects could be encrypted anew: %s", failed.getMessage());
    }
  }
}
