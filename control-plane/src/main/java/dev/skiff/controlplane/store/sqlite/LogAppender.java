package dev.skiff.controlplane.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteDataSource;

/**
 * Adds rows to the log. Every write of the cluster waits for this one statement, so it has a
 * connection of its own and is prepared once: what a session, a pool and a transaction manager do
 * around it took longer than SQLite does. Used by one thread at a time.
 */
final class LogAppender implements AutoCloseable {
  private static final String INSERT =
      "insert into log (revision, resource, namespace, name, value, created, previous, deleted)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?)";

  private final SQLiteDataSource source = new SQLiteDataSource();
  private Connection connection;
  private PreparedStatement insert;

  /**
   * @param url of the file, which is opened when the first row comes
   */
  LogAppender(String url) {
    source.setUrl(url);
  }

  /**
   * Returns when the rows are durable.
   *
   * @throws SQLException if that is not known; the connection is closed then, which takes back what
   *     is not committed
   */
  void append(List<LogRow> rows) throws SQLException {
    try {
      if (connection == null) open();
      connection.setAutoCommit(false);
      for (LogRow row : rows) {
        bind(row);
        insert.executeUpdate();
      }
      // It commits; the driver's commit() would begin the next transaction at once.
      connection.setAutoCommit(true);
    } catch (SQLException failure) {
      closeAfter(failure);
      throw failure;
    }
  }

  private void open() throws SQLException {
    connection = source.getConnection();
    insert = connection.prepareStatement(INSERT);
  }

  private void bind(LogRow row) throws SQLException {
    insert.setLong(1, row.revision);
    insert.setString(2, row.resource);
    insert.setString(3, row.namespace);
    insert.setString(4, row.name);
    insert.setBytes(5, row.value);
    insert.setLong(6, row.created);
    insert.setLong(7, row.previous);
    insert.setBoolean(8, row.deleted);
  }

  private void closeAfter(SQLException failure) {
    try {
      close();
    } catch (SQLException second) {
      failure.addSuppressed(second);
    }
  }

  @Override
  public void close() throws SQLException {
    if (connection == null) return;
    Connection open = connection;
    connection = null;
    // Its statements are closed with it.
    open.close();
  }
}
