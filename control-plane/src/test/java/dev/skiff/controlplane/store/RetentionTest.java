package dev.skiff.controlplane.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Key KEY = new Key("configmaps", "default", "a");
  private static final Duration KEEP = Duration.ofMinutes(5);

  private long now;
  private StoredObject current;
  private long revision = 1;

  @Test
  void oldHistoryIsDueOnceItIsWorthwhile() {
    Retention retention = new Retention(KEEP, 10_000, () -> now);
    for (int i = 0; i < 300; i++) update(retention, 10);
    assertEquals(0, retention.due());
    now += KEEP.toNanos() + 1;
    update(retention, 10);
    assertEquals(revision - 1, retention.due());
  }

  @Test
  void littleHistoryEndsToo() {
    Retention retention = new Retention(KEEP, 10_000, () -> now);
    update(retention, 10);
    now += KEEP.toNanos() + 1;
    update(retention, 10);
    assertEquals(0, retention.due());
    now += KEEP.toNanos() / 2;
    assertEquals(revision - 1, retention.due());
  }

  @Test
  void revisionsBeyondTheLimitAreDue() {
    Retention retention = new Retention(KEEP, 100, () -> now);
    for (int i = 0; i < 355; i++) update(retention, 10);
    assertEquals(0, retention.due());
    update(retention, 10);
    assertEquals(revision - 100, retention.due());
    retention.compacted(revision - 100);
    assertEquals(0, retention.due());
  }

  @Test
  void historyThatOutgrowsTheLiveDataIsDue() {
    Retention retention = new Retention(KEEP, 10_000, () -> now);
    update(retention, 64 << 10);
    for (int i = 0; i < 8; i++) update(retention, 64 << 10);
    assertEquals(0, retention.due());
    update(retention, 64 << 10);
    // Four of the nine states that are past may stay.
    assertEquals(revision - 4, retention.due());
  }

  private void update(Retention retention, int bytes) {
    StoredObject next = new StoredObject(KEY, new byte[bytes], 2, ++revision);
    retention.committed(new Journal.Entry(next, current, false), true);
    current = next;
  }
}
