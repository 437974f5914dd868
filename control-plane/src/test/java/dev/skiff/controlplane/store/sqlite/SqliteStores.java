package dev.skiff.controlplane.store.sqlite;

import dev.skiff.controlplane.store.Journal;
import dev.skiff.controlplane.store.LogStore;
import dev.skiff.controlplane.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.community.dialect.SQLiteDialect;

/** Opens stores on files without Quarkus. */
public final class SqliteStores {
  private SqliteStores() {}

  /** A store that remembers five minutes and a number of revisions. */
  public static Store open(Path path, int keepRevisions) {
    SqliteFile file = SqliteFile.open(path);
    SessionFactory sessions =
        new Configuration()
            .addAnnotatedClass(LogRow.class)
            .addAnnotatedClass(StoreMark.class)
            .setProperty("hibernate.connection.url", SqliteFile.url(path))
            .setProperty("hibernate.connection.driver_class", "org.sqlite.JDBC")
            .setProperty("hibernate.dialect", SQLiteDialect.class.getName())
            .setProperty("hibernate.jdbc.batch_size", "100")
            .buildSessionFactory();
    return new LogStore(
        new ClosingSessions(new SqliteJournal(file, sessions), sessions),
        Duration.ofMinutes(5),
        keepRevisions);
  }

  /** Closes the sessions' connections with the journal, as the application's container does. */
  private record ClosingSessions(Journal journal, SessionFactory sessions) implements Journal {
    @Override
    public void append(java.util.List<Entry> entries) {
      journal.append(entries);
    }

    @Override
    public long revision() {
      return journal.revision();
    }

    @Override
    public long compactedRevision() {
      return journal.compactedRevision();
    }

    @Override
    public java.util.List<dev.skiff.controlplane.store.StoredObject> list(
        String resource,
        String namespace,
        long revision,
        dev.skiff.controlplane.store.Key after,
        int limit) {
      return journal.list(resource, namespace, revision, after, limit);
    }

    @Override
    public long count(
        String resource, String namespace, long revision, dev.skiff.controlplane.store.Key after) {
      return journal.count(resource, namespace, revision, after);
    }

    @Override
    public java.util.List<Entry> entries(long after, long upTo) {
      return journal.entries(after, upTo);
    }

    @Override
    public void compact(long revision) {
      journal.compact(revision);
    }

    @Override
    public void close() {
      sessions.close();
      journal.close();
    }
  }
}
