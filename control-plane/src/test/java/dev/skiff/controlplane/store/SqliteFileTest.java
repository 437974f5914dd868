package dev.skiff.controlplane.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.store.sqlite.SqliteFile;
import dev.skiff.controlplane.store.sqlite.SqliteStores;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a store refuses, each with one line that says why and what to do. */
class SqliteFileTest {
  @TempDir Path directory;
  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("skiff.db");
  }

  private String refusal() {
    String message =
        assertThrows(StoreException.Unavailable.class, () -> SqliteFile.open(path)).getMessage();
    assertFalse(message.contains("\n"), message);
    assertTrue(message.startsWith(path.toString()), message);
    return message;
  }

  @Test
  void refusesAnotherFormat() throws Exception {
    Files.writeString(path, "apiVersion: v1\n".repeat(100));
    assertTrue(refusal().contains("is not an SQLite file: put a backup in its place"));
    Files.writeString(path, "short");
    assertTrue(refusal().contains("is not an SQLite file"));
  }

  @Test
  void refusesAnotherProgramsFile() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path)) {
      connection.createStatement().execute("create table addresses (id integer primary key)");
    }
    assertTrue(refusal().contains("is an SQLite file of another program"));
  }

  @Test
  void refusesALaterLayout() throws Exception {
    SqliteFile.open(path).close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path)) {
      connection.createStatement().execute("pragma user_version = 99");
    }
    assertTrue(refusal().contains("has layout 99, and this version of Skiff reads 2"));
  }

  @Test
  void takesOverAFileOfPlainValues() throws Exception {
    SqliteFile.open(path).close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path)) {
      connection.createStatement().execute("pragma user_version = 1");
    }
    SqliteFile.open(path).close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        var layout = connection.createStatement().executeQuery("pragma user_version")) {
      assertEquals(2, layout.getInt(1));
    }
  }

  @Test
  void refusesAFileThatIsCutShort() throws Exception {
    fill();
    long size = Files.size(path);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(size / 2);
    }
    assertTrue(refusal().contains("is cut short: " + size / 2 + " bytes of " + size));
  }

  @Test
  void refusesADamagedFileAfterACrash() throws Exception {
    fill();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(
          java.nio.ByteBuffer.wrap("damage".repeat(2000).getBytes(StandardCharsets.US_ASCII)),
          8192);
    }
    Files.write(directory.resolve("skiff.db-wal"), new byte[] {1});
    assertTrue(refusal().contains("is damaged ("));
  }

  @Test
  void refusesAFileInUse() {
    try (SqliteFile first = SqliteFile.open(path)) {
      assertTrue(refusal().contains("is in use by another control plane"));
    }
    SqliteFile.open(path).close();
  }

  @Test
  void connectionsAreDurableAndTheConfigurationSaysTheSame() throws Exception {
    SqliteFile.open(path).close();
    String url = SqliteFile.url(path);
    try (Connection connection = DriverManager.getConnection(url);
        var pragma = connection.createStatement().executeQuery("pragma synchronous")) {
      assertEquals(2, pragma.getInt(1));
    }
    String configuration =
        Files.readString(Path.of("src/main/resources/META-INF/microprofile-config.properties"));
    assertTrue(configuration.contains(url.substring(url.indexOf('?'))));
  }

  private void fill() {
    try (Store store = SqliteStores.open(path, 10_000)) {
      for (int i = 0; i < 20; i++) {
        store.create(new Key("configmaps", "default", "c" + i), revision -> new byte[4000]);
      }
    }
  }
}
