package dev.skiff.controlplane.store;

import dev.skiff.controlplane.bootstrap.SkiffConfig;
import dev.skiff.controlplane.bootstrap.StartException;
import dev.skiff.controlplane.store.encryption.Encryption;
import dev.skiff.controlplane.store.sqlite.SqliteFile;
import dev.skiff.controlplane.store.sqlite.SqliteJournal;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.hibernate.SessionFactory;

/** Opens the embedded store below the data directory. */
@Singleton
final class StoreProducer {

  @Produces
  @Singleton
  Store store(
      SessionFactory sessions, StoreConfig config, SkiffConfig skiff, Encryption encryption) {
    try {
      Path path = skiff.dataDir().resolve("store").resolve("skiff.db");
      SqliteFile file = SqliteFile.open(path);
      return new LogStore(
          encryption.over(new SqliteJournal(file, SqliteFile.url(path), sessions)),
          config.keepHistory(),
          config.keepRevisions());
    } catch (StoreException e) {
      throw new StartException(e.getMessage());
    }
  }

  void close(@Disposes Store store) {
    store.close();
  }
}
