package dev.skiff.controlplane.store.encryption;

import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import dev.skiff.controlplane.store.Journal;
import dev.skiff.controlplane.store.Key;
import dev.skiff.controlplane.store.Store;
import dev.skiff.controlplane.store.StoreException;
import dev.skiff.controlplane.store.StoredObject;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Encryption at rest as the operator configured it. After a rotation every object that is still
 * under another key is written again, unchanged, when the server has started.
 */
@Singleton
public final class Encryption {
  private static final Logger LOG = Logger.getLogger(Encryption.class);

  private final Path file;
  private final boolean own;
  private EncryptedJournal journal;

  @Inject
  Encryption(SkiffConfig config) {
    this(
        config.encryptionProviderConfig().orElse(config.dataDir().resolve("pki/encryption.yaml")),
        config.encryptionProviderConfig().isEmpty());
  }

  /**
   * @param own whether the file is ours to make
   */
  Encryption(Path file, boolean own) {
    this.file = file;
    this.own = own;
  }

  /**
   * Puts encryption before a medium.
   *
   * @throws dev.skiff.controlplane.bootstrap.StartException if the keys cannot be used
   */
  public Journal over(Journal medium) {
    EncryptionRules rules =
        own ? EncryptionConfiguration.readOrCreate(file) : EncryptionConfiguration.read(file);
    journal = new EncryptedJournal(medium, rules);
    return journal;
  }

  /**
   * Writes again what is under an older key, or under none. Blocks until it is done.
   *
   * @return how many objects were written
   */
  public int rewrite(Store store) {
    List<Key> outdated = List.copyOf(journal.outdated());
    int written = 0;
    for (Key key : outdated) {
      Optional<StoredObject> current = store.get(key);
      if (current.isEmpty()) continue;
      byte[] json = current.get().json();
      try {
        store.update(
            key, current.get().revision(), revision -> ObjectBytes.withRevision(json, revision));
        written++;
      } catch (StoreException.Conflict | StoreException.NotFound changedMeanwhile) {
        // Whoever changed it wrote it under the new key.
        continue;
      }
    }
    if (written > 0) {
      // Older states are under older keys, or readable.
      store.compact(store.revision());
      LOG.infof(
          "%d objects are encrypted with the first key of %s now; others may be removed from it",
          written, file);
    }
    return written;
  }
}
