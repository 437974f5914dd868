package dev.skiff.controlplane.store;

import dev.skiff.controlplane.store.sqlite.SqliteFile;
import dev.skiff.controlplane.store.sqlite.SqliteJournal;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.SessionFactory;

/** Opens the embedded store below the data directory. */
@Singleton
final class StoreProducer {

  @Produces
  @Singleton
  Store store(
      SessionFactory sessions,
      StoreConfig config,
      @ConfigProperty(name = "skiff.data-dir", defaultValue = "/var/lib/skiff") Path dataDir) {
    SqliteFile file = SqliteFile.open(dataDir.resolve("store").resolve("skiff.db"));
    return new LogStore(
        new SqliteJournal(file, sessions), config.keepHistory(), config.keepRevisions());
  }

  void close(@Disposes Store store) {
    store.close();
  }
}
