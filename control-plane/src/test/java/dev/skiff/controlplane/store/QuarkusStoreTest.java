package dev.skiff.controlplane.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.api.ServerResource;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import dev.skiff.controlplane.cache.WatchCache;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The store as the application wires it: Agroal, Hibernate, JTA. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class QuarkusStoreTest {
  @Inject Store store;
  @Inject WatchCache cache;
  @Inject SkiffConfig config;

  @Test
  void aWriteIsInTheFileAndInTheCache() {
    Key key = new Key("storetests", "default", "one");
    StoredObject created = store.create(key, content("{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"));
    StoredObject updated = store.update(key, created.revision(), content("{}"));
    assertThrows(
        StoreException.Conflict.class, () -> store.update(key, created.revision(), content("{}")));
    assertEquals(
        created.revision(),
        store.list("storetests", "", created.revision(), null, 0).objects().stream()
            .filter(object -> object.key().equals(key))
            .findFirst()
            .orElseThrow()
            .revision());
    assertTrue(cache.awaitCurrent(Duration.ofSeconds(5)));
    assertEquals(updated.revision(), cache.get(key).orElseThrow().revision());
    store.compact(store.revision());
    store.delete(key, updated.revision(), content("{}"));
    assertTrue(Files.exists(config.dataDir().resolve("store").resolve("skiff.db")));
  }

  private static Content content(String json) {
    return revision -> json.getBytes(StandardCharsets.UTF_8);
  }
}
