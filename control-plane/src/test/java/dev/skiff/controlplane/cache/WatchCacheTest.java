package dev.skiff.controlplane.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.store.Change;
import dev.skiff.controlplane.store.Key;
import dev.skiff.controlplane.store.LogStore;
import dev.skiff.controlplane.store.MemoryJournal;
import dev.skiff.controlplane.store.Store;
import dev.skiff.controlplane.store.StoreException;
import dev.skiff.controlplane.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchCacheTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Store store = new LogStore(new MemoryJournal(), Duration.ofMinutes(5), 10_000);
  private List<String> selectable = List.of("spec.nodeName", "spec.hostNetwork");
  private WatchCache cache = new WatchCache(store, resource -> selectable, 4, 1000, 3);

  @AfterEach
  void close() {
    cache.close();
    store.close();
  }

  @Test
  void readsLabelsFieldsAndUidOfWhatWasCommitted() {
    StoredObject created =
        create(
            "a",
            """
            {"metadata":{"uid":"u1","labels":{"app":"web"},"annotations":{"labels":"no"}},
             "spec":{"containers":[{"nodeName":"not this"}],"nodeName":"n1"}}""");
    CachedObject object = cache.get(key("a")).orElseThrow();
    assertSame(created, object.stored());
    assertEquals("u1", object.uid());
    assertEquals(Map.of("app", "web"), object.labels());
    assertEquals(
        Map.of(
            "spec.nodeName", "n1",
            "spec.hostNetwork", "false",
            "metadata.name", "a",
            "metadata.namespace", "default"),
        object.fields());
  }

  @Test
  void snapshotsDoNotChangeAndCountWithoutWalking() {
    for (int i = 0; i < 100; i++) create("p%02d".formatted(i), "{}");
    Snapshot before = cache.snapshot("pods");
    delete("p00");
    create("q", "{}");
    assertEquals(100, before.count("", null));
    assertEquals("p00", before.objects("default", null).iterator().next().key().name());
    Snapshot after = cache.snapshot("pods");
    assertEquals(store.revision(), after.revision());
    assertEquals(100, after.count("default", null));
    assertEquals(50, after.count("default", key("p50")));
    assertEquals(0, after.count("other", null));
    List<String> names = new ArrayList<>();
    after.objects("default", key("p97")).forEach(object -> names.add(object.key().name()));
    assertEquals(List.of("p98", "p99", "q"), names);
    assertFalse(after.objects("a", null).iterator().hasNext());
  }

  @Test
  void theTreeStaysBalancedAndOrdered() {
    for (int i = 0; i < 1000; i++) create("p%03d".formatted(i), "{}");
    for (int i = 0; i < 1000; i += 3) delete("p%03d".formatted(i));
    String last = "";
    int count = 0;
    for (CachedObject object : cache.snapshot("pods").objects("", null)) {
      assertTrue(last.compareTo(object.key().name()) < 0);
      last = object.key().name();
      count++;
    }
    assertEquals(666, count);
    assertEquals(666, cache.snapshot("pods").count("", null));
  }

  @Test
  void oldSnapshotsComeFromTheWindowOrTheStore() {
    StoredObject first = create("a", "{}");
    for (int i = 0; i < 10; i++) create("b" + i, "{}");
    long middle = store.revision() - 2;
    assertEquals(9, cache.snapshotAt("pods", middle).count("", null));
    assertEquals(1, cache.snapshotAt("pods", first.revision()).count("", null));
    store.compact(middle);
    assertEquals(9, cache.snapshotAt("pods", middle).count("", null));
    assertThrows(StoreException.Compacted.class, () -> cache.snapshotAt("pods", middle - 1));
  }

  @Test
  void aWatchResumesThenFollows() throws Exception {
    StoredObject a = create("a", "{}");
    try (Watch watch = cache.watch("pods", a.revision() - 1, change -> true)) {
      delete("a");
      CachedChange added = watch.await();
      assertEquals(Change.Type.ADDED, added.type());
      assertEquals(a.revision(), watch.progress());
      CachedChange deleted = watch.await();
      assertEquals(Change.Type.DELETED, deleted.type());
      assertSame(added.object(), deleted.previous());
      assertNull(watch.next());
      store.create(new Key("nodes", "", "n"), revision -> bytes("{}"));
      settle();
      assertEquals(store.revision(), watch.progress());
    }
  }

  @Test
  void irrelevantChangesAreNotQueued() throws Exception {
    try (Watch watch =
        cache.watch(
            "pods", cache.revision(), change -> change.object().key().name().startsWith("x"))) {
      for (int i = 0; i < 20; i++) create("a" + i, "{}");
      create("x", "{}");
      assertEquals("x", watch.await().object().key().name());
      assertFalse(watch.ended());
    }
  }

  @Test
  void aSlowWatcherLosesItsWatch() throws Exception {
    Watch watch = cache.watch("pods", cache.revision(), change -> true);
    for (int i = 0; i < 4; i++) create("a" + i, "{}");
    assertTrue(watch.ended());
    assertNull(watch.await());
  }

  @Test
  void aWatchFromAForgottenRevisionIsRefused() {
    long start = cache.revision();
    for (int i = 0; i < 5; i++) create("a" + i, "{}");
    assertThrows(StoreException.Compacted.class, () -> cache.watch("pods", start, change -> true));
    cache.watch("pods", start + 1, change -> true).close();
    cache.watch("nodes", start, change -> true).close();
  }

  @Test
  void theOldestChangeOfAllResourcesIsForgottenIfChangesAreTooLarge() {
    long start = cache.revision();
    create("a", "{}");
    Key node = new Key("nodes", "", "n");
    store.create(node, revision -> bytes("{}"));
    create("b", "{}" + " ".repeat(995));
    settle();
    assertThrows(StoreException.Compacted.class, () -> cache.watch("pods", start, change -> true));
    cache.watch("pods", start + 1, change -> true).close();
    cache.watch("nodes", start, change -> true).close();

    create("c", "{}" + " ".repeat(2000));
    settle();
    assertThrows(StoreException.Compacted.class, () -> cache.watch("nodes", start, change -> true));
    assertThrows(
        StoreException.Compacted.class, () -> cache.watch("pods", start + 3, change -> true));
    cache.watch("pods", cache.revision(), change -> true).close();
    assertEquals(3, cache.snapshot("pods").count("", null));
  }

  @Test
  void aNewCacheResumesFromTheStoresHistory() throws Exception {
    long start = cache.revision();
    create("a", "{}");
    delete("a");
    cache.close();
    cache = new WatchCache(store, resource -> List.of(), 4, 1000, 3);
    assertTrue(cache.get(key("a")).isEmpty());
    try (Watch watch = cache.watch("pods", start, change -> true)) {
      assertEquals(Change.Type.ADDED, watch.await().type());
      assertEquals(Change.Type.DELETED, watch.await().type());
    }
  }

  @Test
  void anEventIsEncodedOnceForAllWatchers() throws Exception {
    try (Watch one = cache.watch("pods", cache.revision(), change -> true);
        Watch two = cache.watch("pods", cache.revision(), change -> true)) {
      create("a", "{}");
      AtomicInteger calls = new AtomicInteger();
      byte[] first = one.await().encoded("json", c -> bytes("event" + calls.getAndIncrement()));
      byte[] second = two.await().encoded("json", c -> bytes("event" + calls.getAndIncrement()));
      assertSame(first, second);
    }
  }

  @Test
  void waitsForARevisionAndGivesUp() {
    long now = store.revision();
    assertFalse(cache.awaitRevision(now + 1, Duration.ofMillis(10)));
    Thread writer = Thread.ofVirtual().start(() -> create("a", "{}"));
    assertTrue(cache.awaitRevision(now + 1, SOON));
    assertTrue(writer.isVirtual());
  }

  @Test
  void fieldsThatBecomeSelectableAreReadAgain() {
    create("a", "{\"spec\":{\"color\":\"red\"}}");
    selectable = List.of(".spec.color");
    cache.typesChanged();
    assertEquals("red", cache.get(key("a")).orElseThrow().fields().get("spec.color"));
  }

  private StoredObject create(String name, String json) {
    StoredObject created = store.create(key(name), revision -> bytes(json));
    settle();
    return created;
  }

  private void delete(String name) {
    StoredObject current = store.get(key(name)).orElseThrow();
    store.delete(current.key(), current.revision(), revision -> bytes("{}"));
    settle();
  }

  private void settle() {
    assertTrue(cache.awaitCurrent(SOON));
  }

  private static Key key(String name) {
    return new Key("pods", "default", name);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
