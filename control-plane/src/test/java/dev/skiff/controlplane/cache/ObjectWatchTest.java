package dev.skiff.controlplane.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.store.Change;
import dev.skiff.controlplane.store.Key;
import dev.skiff.controlplane.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectWatchTest {
  private static final int MEBIBYTE = 1 << 20;
  private final List<ObjectWatch> closed = new ArrayList<>();
  private final ObjectWatch watch = new ObjectWatch(0, change -> true, 100, () -> 0, closed::add);

  private static CachedChange change(long revision, int size) {
    StoredObject stored =
        new StoredObject(new Key("configmaps", "a", "b"), new byte[size], 1, revision);
    return new CachedChange(
        Change.Type.MODIFIED, new CachedObject(stored, "", Map.of(), Map.of()), null);
  }

  @Test
  void aSlowWatcherOfLargeObjectsIsDropped() {
    int room = (int) (ObjectWatch.MAX_BYTES / MEBIBYTE);
    for (int i = 1; i <= room; i++) watch.offer(change(i, MEBIBYTE));
    assertFalse(watch.ended());
    assertEquals(1, watch.next().revision());
    watch.offer(change(room + 1, MEBIBYTE));
    assertFalse(watch.ended(), "there is room again");
    watch.offer(change(room + 2, 1));
    assertTrue(watch.ended());
    assertEquals(List.of(watch), closed);
  }

  @Test
  void oneEventAlwaysFits() {
    watch.offer(change(1, (int) ObjectWatch.MAX_BYTES + 1));
    assertNotNull(watch.next());
    assertFalse(watch.ended());
  }

  @Test
  void aSlowWatcherOfManyEventsIsDropped() {
    for (int i = 1; i <= 100; i++) watch.offer(change(i, 10));
    assertFalse(watch.ended());
    watch.offer(change(101, 10));
    assertTrue(watch.ended());
  }
}
