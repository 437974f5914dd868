package dev.skiff.controlplane.store.sqlite;

import dev.skiff.controlplane.store.Journal;
import dev.skiff.controlplane.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The store's file before anything is read from it: locked against other processes, checked, given
 * its tables if it is new. Every refusal is one line that says what is wrong and what to do.
 */
public final class SqliteFile implements AutoCloseable {
  /** "Skif": marks the file as ours; see SQLite's file format, offset 68. */
  private static final int APPLICATION_ID = 0x536b6966;

  /** The layout of tables and values; see SQLite's file format, offset 60. */
  private static final int LAYOUT = 2;

  /** The same tables, whose values are all plain: what is written from now on is deflated. */
  private static final int PLAIN_LAYOUT = 1;

  private static final int HEADER_BYTES = 100;
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  private static final String[] TABLES = {
    "create table log (revision integer primary key, resource text not null,"
        + " namespace text not null, name text not null, value blob not null,"
        + " created integer not null, previous integer not null, deleted integer not null)",
    "create index log_newest on log (resource, namespace, name, revision)",
    "create table mark (id integer primary key, compacted integer not null)",
    "insert into mark values (" + StoreMark.ONLY + ", " + Journal.FIRST_REVISION + ")",
    "pragma application_id = " + APPLICATION_ID,
    "pragma user_version = " + LAYOUT
  };

  private final Path path;
  private final FileChannel lockChannel;

  private SqliteFile(Path path, FileChannel lockChannel) {
    this.path = path;
    this.lockChannel = lockChannel;
  }

  /** How connections to a store's file are made: durable at each commit, one writer. */
  public static String url(Path path) {
    return "jdbc:sqlite:" + path + "?" + String.join("&", parameters());
  }

  private static String[] parameters() {
    return new String[] {
      "journal_mode=WAL", "synchronous=FULL", "transaction_mode=IMMEDIATE", "busy_timeout=10000"
    };
  }

  /**
   * Opens a file, which is created if it is not there.
   *
   * @throws StoreException.Unavailable if it cannot be used
   */
  public static SqliteFile open(Path path) {
    SqliteFile file = new SqliteFile(path, lock(path));
    try {
      file.prepare();
      return file;
    } catch (IOException | SQLException e) {
      file.close();
      throw file.unavailable(e);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** What to tell a caller when the file fails. */
  StoreException unavailable(Exception failure) {
    if (failure instanceof StoreException known) return known;
    SQLiteErrorCode code = errorCode(failure);
    String what =
        switch (code) {
          case SQLITE_FULL ->
              "The disk of " + path + " is full: make room; writes work again as soon as there is";
          case SQLITE_CORRUPT, SQLITE_CORRUPT_VTAB, SQLITE_NOTADB -> damaged(code.message);
          case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM ->
              path + " cannot be written: check the owner and mode of its directory";
          default -> path + " failed: " + rootMessage(failure);
        };
    return new StoreException.Unavailable(what, failure);
  }

  @Override
  public void close() {
    try {
      lockChannel.close();
    } catch (IOException e) {
      throw new StoreException.Unavailable(path + " cannot be unlocked", e);
    }
  }

  private static FileChannel lock(Path path) {
    Path lockPath = path.resolveSibling(path.getFileName() + ".lock");
    FileChannel channel = null;
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      channel = FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) return channel;
    } catch (OverlappingFileLockException e) {
      // Another store of this very process: the same answer as for another process.
    } catch (IOException e) {
      throw new StoreException.Unavailable(
          lockPath + " cannot be written: check the owner and mode of its directory", e);
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException.Unavailable(lockPath + " cannot be closed", e);
    }
    throw new StoreException.Unavailable(
        path
            + " is in use by another control plane: stop that one,"
            + " or give this one another skiff.data-dir",
        null);
  }

  private void prepare() throws IOException, SQLException {
    boolean isNew = !Files.exists(path) || Files.size(path) == 0;
    Path wal = path.resolveSibling(path.getFileName() + "-wal");
    // SQLite removes the WAL when the last connection closes: one that is there tells of a crash.
    boolean unclean = Files.exists(wal) && Files.size(wal) > 0;
    if (!isNew) checkHeader(unclean);
    SQLiteDataSource source = new SQLiteDataSource(new SQLiteConfig());
    source.setUrl(url(path));
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      boolean empty = isNew && number(statement, "pragma application_id") == 0;
      if (empty) create(connection, statement);
      else check(statement, unclean);
    }
  }

  private void checkHeader(boolean unclean) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    long size = Files.size(path);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      while (header.hasRemaining() && channel.read(header) >= 0) {}
    }
    byte[] magic = new byte[MAGIC.length];
    header.get(0, magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw refusal(path + " is not an SQLite file");
    }
    int pageField = header.getShort(16) & 0xffff;
    long pageBytes = pageField == 1 ? 65536 : pageField;
    long expected = pageBytes * (header.getInt(28) & 0xffffffffL);
    if (!unclean && size < expected) {
      throw refusal(path + " is cut short: " + size + " bytes of " + expected);
    }
  }

  private void check(Statement statement, boolean unclean) throws SQLException {
    if (number(statement, "pragma application_id") != APPLICATION_ID) {
      throw refusal(path + " is an SQLite file of another program");
    }
    long layout = number(statement, "pragma user_version");
    if (layout == PLAIN_LAYOUT) {
      statement.execute("pragma user_version = " + LAYOUT);
    } else if (layout != LAYOUT) {
      throw refusal(path + " has layout " + layout + ", and this version of Skiff reads " + LAYOUT);
    }
    if (!unclean) return;
    try (ResultSet result = statement.executeQuery("pragma quick_check(1)")) {
      result.next();
      if (!"ok".equals(result.getString(1))) throw refusal(damaged(result.getString(1)));
    }
  }

  private static void create(Connection connection, Statement statement) throws SQLException {
    // Takes effect only before the first table is there, and outside a transaction.
    statement.execute("pragma auto_vacuum = incremental");
    statement.execute("vacuum");
    connection.setAutoCommit(false);
    for (String sql : TABLES) statement.execute(sql);
    connection.commit();
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  private String damaged(String detail) {
    return path + " is damaged (" + detail.replace('\n', ' ') + ")";
  }

  private static StoreException refusal(String what) {
    return new StoreException.Unavailable(
        what
            + ": put a backup in its place, move it away to begin with an empty cluster,"
            + " or choose another skiff.data-dir",
        null);
  }

  /**
   * The code that says most: a transaction manager hides SQLite's own answer among the suppressed
   * failures, next to that of the roll-back, which says only that there is nothing to roll back.
   */
  private static SQLiteErrorCode errorCode(Throwable failure) {
    return failures(failure)
        .filter(SQLiteException.class::isInstance)
        .map(sqlite -> ((SQLiteException) sqlite).getResultCode())
        .filter(code -> code != SQLiteErrorCode.SQLITE_ERROR)
        .findFirst()
        .orElse(SQLiteErrorCode.UNKNOWN_ERROR);
  }

  /** A failure, what was suppressed with it, and the same of its causes. */
  private static Stream<Throwable> failures(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .flatMap(
            cause ->
                Stream.concat(
                    Stream.of(cause),
                    Arrays.stream(cause.getSuppressed()).flatMap(SqliteFile::failures)));
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) root = root.getCause();
    return String.valueOf(root.getMessage());
  }
}
