package dev.skiff.controlplane.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.controlplane.store.sqlite.SqliteStores;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {
  @TempDir Path directory;

  @Override
  Store open() {
    return SqliteStores.open(directory.resolve("skiff.db"), 10_000);
  }

  @Test
  void everythingIsThereAfterReopening() throws Exception {
    StoredObject first = store.create(POD, text("a"));
    StoredObject second = store.update(POD, first.revision(), text("b"));
    StoredObject gone = store.create(pod("default", "gone"), text("c"));
    StoredObject deleted = store.delete(gone.key(), gone.revision(), text("d"));
    store.close();
    store = open();
    assertEquals(deleted.revision(), store.revision());
    StoredObject read = store.get(POD).orElseThrow();
    assertEquals(text(second), text(read));
    assertEquals(first.revision(), read.createRevision());
    assertEquals(1, store.list("pods", "", 0, null, 0).objects().size());
    var seen = new java.util.concurrent.LinkedBlockingQueue<Change>();
    try (AutoCloseable watch = store.watch(first.revision(), seen::add)) {
      assertEquals(text(first), text(next(seen).previous()));
      assertEquals(Change.Type.ADDED, next(seen).type());
      assertEquals(Change.Type.DELETED, next(seen).type());
    }
  }
}
