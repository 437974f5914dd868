package dev.skiff.controlplane.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.store.sqlite.SqliteStores;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A medium without room, as SQLite reports it. */
class SqliteFullDiskTest {
  private static final Key KEY = new Key("configmaps", "default", "big");

  @TempDir Path directory;

  @Test
  void nothingIsAcknowledgedAndRoomMakesItWorkAgain() {
    Path path = directory.resolve("skiff.db");
    try (Store store = SqliteStores.open(path, 100_000, "&max_page_count=100")) {
      StoredObject last = store.create(KEY, revision -> new byte[20_000]);
      StoreException.Unavailable full = null;
      while (full == null) {
        try {
          last = store.update(KEY, last.revision(), revision -> new byte[20_000]);
        } catch (StoreException.Unavailable e) {
          full = e;
        }
      }
      assertTrue(full.getMessage().contains("is full: make room"), full.getMessage());
      assertEquals(last.revision(), store.revision());
      assertEquals(last.revision(), store.get(KEY).orElseThrow().revision());
      long expected = last.revision();
      assertThrows(
          StoreException.Unavailable.class,
          () -> store.update(KEY, expected, revision -> new byte[40_000]));

      store.compact(store.revision());
      StoredObject again = store.update(KEY, last.revision(), revision -> new byte[30_000]);
      assertEquals(last.revision() + 1, again.revision());
    }
    try (Store store = SqliteStores.open(path, 100_000)) {
      assertEquals(30_000, store.get(KEY).orElseThrow().json().length);
    }
  }
}
