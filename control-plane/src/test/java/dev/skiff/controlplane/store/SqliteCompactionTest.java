package dev.skiff.controlplane.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.store.sqlite.SqliteStores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteCompactionTest {
  private static final int OBJECT_BYTES = 20_000;

  @TempDir Path directory;

  @Test
  void theFileGivesBackWhatHistoryTook() throws Exception {
    Path path = directory.resolve("skiff.db");
    Key key = new Key("configmaps", "default", "big");
    long peak;
    try (Store store = SqliteStores.open(path, 50)) {
      StoredObject object = store.create(key, SqliteCompactionTest::content);
      for (int i = 0; i < 1000; i++) {
        object = store.update(key, object.revision(), SqliteCompactionTest::content);
      }
      peak = Files.size(path);
      store.compact(store.revision());
    }
    assertTrue(peak < 450L * OBJECT_BYTES, "history is bounded while writing: " + peak);
    assertTrue(Files.size(path) < 5L * OBJECT_BYTES, "pages were given back: " + Files.size(path));
  }

  private static byte[] content(long revision) {
    byte[] bytes = new byte[OBJECT_BYTES];
    Arrays.fill(bytes, (byte) 'x');
    return bytes;
  }
}
