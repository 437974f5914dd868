package dev.skiff.controlplane.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does. */
abstract class StoreContract {
  static final Key POD = new Key("pods", "default", "web");
  Store store;

  /** A new, empty store. */
  abstract Store open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  static Content text(String text) {
    return revision -> (text + "@" + revision).getBytes(StandardCharsets.UTF_8);
  }

  static String text(StoredObject object) {
    return new String(object.json(), StandardCharsets.UTF_8);
  }

  static Key pod(String namespace, String name) {
    return new Key("pods", namespace, name);
  }

  List<String> names(Store.Page page) {
    return page.objects().stream().map(o -> o.key().namespace() + "/" + o.key().name()).toList();
  }

  @Test
  void createGivesTheNextRevisionToTheContent() {
    long before = store.revision();
    StoredObject created = store.create(POD, text("a"));
    assertEquals(before + 1, created.revision());
    assertEquals(created.revision(), created.createRevision());
    assertEquals("a@" + created.revision(), text(created));
    assertEquals(created.revision(), store.revision());
    assertArrayEquals(created.json(), store.get(POD).orElseThrow().json());
  }

  @Test
  void aSecondCreateIsRefusedAndTakesNoRevision() {
    StoredObject created = store.create(POD, text("a"));
    assertThrows(StoreException.AlreadyExists.class, () -> store.create(POD, text("b")));
    assertEquals(created.revision(), store.revision());
    assertEquals("a@" + created.revision(), text(store.get(POD).orElseThrow()));
  }

  @Test
  void updateNeedsTheRevisionThatStands() {
    StoredObject first = store.create(POD, text("a"));
    StoredObject second = store.update(POD, first.revision(), text("b"));
    assertEquals(first.revision(), second.createRevision());
    StoreException.Conflict conflict =
        assertThrows(
            StoreException.Conflict.class,
            () -> store.update(POD, first.revision(), text("lost update")));
    assertEquals(text(second), text(conflict.current()));
    assertThrows(
        StoreException.NotFound.class, () -> store.update(pod("default", "no"), 7, text("c")));
  }

  @Test
  void deleteNeedsTheRevisionThatStands() {
    StoredObject first = store.create(POD, text("a"));
    StoredObject second = store.update(POD, first.revision(), text("b"));
    assertThrows(
        StoreException.Conflict.class, () -> store.delete(POD, first.revision(), text("x")));
    StoredObject deleted = store.delete(POD, second.revision(), text("gone"));
    assertEquals(second.revision() + 1, deleted.revision());
    assertTrue(store.get(POD).isEmpty());
    assertThrows(
        StoreException.NotFound.class, () -> store.delete(POD, deleted.revision(), text("x")));
    StoredObject again = store.create(POD, text("c"));
    assertEquals(again.revision(), again.createRevision());
  }

  @Test
  void listsAreOrderedAndStayWithinTheirScope() {
    for (Key key :
        List.of(
            pod("b", "1"),
            pod("a", "2"),
            pod("a", "1"),
            pod("a-b", "1"),
            new Key("nodes", "", "n"),
            new Key("podsx", "a", "1"))) {
      store.create(key, text("x"));
    }
    assertEquals(List.of("a/1", "a/2", "a-b/1", "b/1"), names(store.list("pods", "", 0, null, 0)));
    assertEquals(List.of("a/1", "a/2"), names(store.list("pods", "a", 0, null, 0)));
    assertEquals(List.of("/n"), names(store.list("nodes", "", 0, null, 0)));
    assertEquals(6, store.list("", "", 0, null, 0).objects().size());
    assertEquals(store.revision(), store.list("pods", "", 0, null, 0).revision());
  }

  @Test
  void aListContinuesAtItsRevision() {
    for (String name : List.of("1", "2", "3", "4")) store.create(pod("a", name), text(name));
    Store.Page first = store.list("pods", "", 0, null, 2);
    assertEquals(List.of("a/1", "a/2"), names(first));
    assertEquals(2, first.remaining());
    StoredObject third = store.get(pod("a", "3")).orElseThrow();
    store.delete(third.key(), third.revision(), text("gone"));
    StoredObject fourth = store.get(pod("a", "4")).orElseThrow();
    store.update(fourth.key(), fourth.revision(), text("changed"));
    store.create(pod("a", "5"), text("late"));

    Key after = first.objects().getLast().key();
    Store.Page second = store.list("pods", "", first.revision(), after, 1);
    assertEquals(List.of("a/3"), names(second));
    assertEquals(1, second.remaining());
    Store.Page last = store.list("pods", "a", first.revision(), pod("a", "3"), 0);
    assertEquals("4@" + fourth.revision(), text(last.objects().getFirst()));
    assertEquals(1, last.objects().size());
    assertEquals(List.of("a/4", "a/5"), names(store.list("pods", "a", 0, after, 0)));
  }

  @Test
  void watchersSeeEachChangeOnceAndInOrder() throws Exception {
    StoredObject created = store.create(POD, text("a"));
    BlockingQueue<Change> seen = new LinkedBlockingQueue<>();
    try (AutoCloseable watch = store.watch(created.revision() - 1, seen::add)) {
      StoredObject updated = store.update(POD, created.revision(), text("b"));
      store.delete(POD, updated.revision(), text("gone"));
      Change added = next(seen);
      Change modified = next(seen);
      Change deleted = next(seen);
      assertEquals(Change.Type.ADDED, added.type());
      assertEquals(text(created), text(added.object()));
      assertEquals(Change.Type.MODIFIED, modified.type());
      assertEquals(text(created), text(modified.previous()));
      assertEquals(Change.Type.DELETED, deleted.type());
      assertEquals("gone@" + (updated.revision() + 1), text(deleted.object()));
      assertEquals(text(updated), text(deleted.previous()));
    }
    store.create(POD, text("unseen"));
    assertEquals(null, seen.poll(50, TimeUnit.MILLISECONDS));
  }

  @Test
  void aWatchThatBeginsUnderWritersMissesNothing() throws Exception {
    int writers = 8;
    int each = 50;
    BlockingQueue<Change> seen = new LinkedBlockingQueue<>();
    long start = store.revision();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        String namespace = "ns" + w;
        tasks.add(
            () -> {
              for (int i = 0; i < each; i++) store.create(pod(namespace, "p" + i), text("x"));
              return null;
            });
      }
      List<Future<Void>> running = tasks.stream().map(threads::submit).toList();
      try (AutoCloseable watch = store.watch(start, seen::add)) {
        for (Future<Void> task : running) task.get();
        for (long revision = start + 1; revision <= start + writers * each; revision++) {
          assertEquals(revision, next(seen).object().revision());
        }
      }
    }
  }

  @Test
  void exactlyOneOfManyRacingUpdatesWins() throws Exception {
    StoredObject created = store.create(POD, text("0"));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> racers =
          IntStream.range(0, 32)
              .<Callable<Boolean>>mapToObj(
                  i ->
                      () -> {
                        try {
                          store.update(POD, created.revision(), text("u" + i));
                          return true;
                        } catch (StoreException.Conflict e) {
                          return false;
                        }
                      })
              .toList();
      int winners = 0;
      for (Future<Boolean> racer : threads.invokeAll(racers)) if (racer.get()) winners++;
      assertEquals(1, winners);
    }
    assertEquals(created.revision() + 1, store.revision());
  }

  @Test
  void aContentThatFailsSpoilsNothing() {
    long before = store.revision();
    assertThrows(
        IllegalStateException.class,
        () ->
            store.create(
                POD,
                revision -> {
                  throw new IllegalStateException("no content");
                }));
    assertEquals(before + 1, store.create(POD, text("a")).revision());
  }

  @Test
  void compactionForgetsHistoryAndKeepsTheNewest() {
    StoredObject a = store.create(pod("a", "1"), text("a"));
    StoredObject b = store.create(pod("a", "2"), text("b"));
    StoredObject a2 = store.update(a.key(), a.revision(), text("a2"));
    store.delete(b.key(), b.revision(), text("gone"));
    StoredObject a3 = store.update(a.key(), a2.revision(), text("a3"));

    store.compact(a2.revision());
    assertEquals(a2.revision(), store.compactedRevision());
    assertThrows(
        StoreException.Compacted.class, () -> store.list("pods", "", a.revision(), null, 0));
    assertThrows(StoreException.Compacted.class, () -> store.watch(a.revision(), change -> {}));
    assertEquals(List.of("a/1", "a/2"), names(store.list("pods", "", a2.revision(), null, 0)));
    assertEquals(
        "a2@" + a2.revision(),
        text(store.list("pods", "", a2.revision(), null, 1).objects().getFirst()));

    store.compact(store.revision());
    assertEquals(List.of("a/1"), names(store.list("pods", "", 0, null, 0)));
    assertEquals(text(a3), text(store.get(a.key()).orElseThrow()));
    assertEquals(a3.revision(), store.revision());
  }

  @Test
  void aClosedStoreRefuses() {
    store.close();
    assertThrows(StoreException.Unavailable.class, () -> store.create(POD, text("late")));
  }

  static Change next(BlockingQueue<Change> seen) throws InterruptedException {
    Change change = seen.poll(10, TimeUnit.SECONDS);
    assertTrue(change != null, "no change came");
    return change;
  }
}
