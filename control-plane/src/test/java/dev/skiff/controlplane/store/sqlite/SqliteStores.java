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
    return open(path, keepRevisions, "");
  }

  /**
   * The same.
   *
   * @param more further parameters of connections, such as {@code &max_page_count=100}
   */
  public static Store open(Path path, int keepRevisions, String more) {
    SqliteFile file = SqliteFile.open(path);
    String url = SqliteFile.url(path) + more;
    SessionFactory sessions =
        new Configuration()
            .addAnnotatedClass(LogRow.class)
            .addAnnotatedClass(StoreMark.class)
            .setProperty("hibernate.connection.url", url)
            .setProperty("hibernate.connection.driver_class", "org.sqlite.JDBC")
            .setProperty("hibernate.dialect", SQLiteDialect.class.getName())
            .buildSessionFactory();
    Journal journal = new SqliteJournal(file, url, sessions);
    return new ClosingStore(new LogStore(journal, Duration.ofMinutes(5), keepRevisions), sessions);
  }
}
