package dev.skiff.controlplane.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Decides how much history is kept: no longer than a time, no more than a number of revisions, and
 * never more bytes than the live objects take, so that the file stays within twice the live data.
 * Used by one writer at a time.
 */
final class Retention {
  /** History that may always stay, for the watches of a small cluster to resume from. */
  private static final long SMALL_BYTES = 256 << 10;

  /**
   * Compaction is worth a transaction when it forgets at least this many revisions, or when the
   * oldest is half as old again as it should get.
   */
  private static final int WORTHWHILE = 256;

  /** What one revision made superfluous. */
  private record Step(long revision, long nanos, long superseded) {}

  private final long keepNanos;
  private final int keepRevisions;
  private final LongSupplier clock;
  private final Deque<Step> steps = new ArrayDeque<>();
  private long liveBytes;
  private long historyBytes;

  /**
   * @param clock nanoseconds from an arbitrary start, as {@link System#nanoTime}
   */
  Retention(Duration keep, int keepRevisions, LongSupplier clock) {
    this.keepNanos = keep.toNanos();
    this.keepRevisions = keepRevisions;
    this.clock = clock;
  }

  /** Counts an object that was there at the start. */
  void live(StoredObject object) {
    liveBytes += object.json().length;
  }

  /** Counts history that was there at the start, or that was committed now. */
  void committed(Journal.Entry entry, boolean now) {
    long superseded = entry.previous() == null ? 0 : entry.previous().json().length;
    if (entry.deleted()) superseded += entry.object().json().length;
    if (now) {
      liveBytes += entry.deleted() ? 0 : entry.object().json().length;
      liveBytes -= entry.previous() == null ? 0 : entry.previous().json().length;
    }
    historyBytes += superseded;
    steps.add(new Step(entry.object().revision(), clock.getAsLong(), superseded));
  }

  /** The revision to compact to now; 0 if it is not worth it yet. */
  long due() {
    long now = clock.getAsLong();
    long allowedBytes = Math.max(liveBytes, SMALL_BYTES);
    long bytes = historyBytes;
    int surplus = 0;
    long revision = 0;
    for (Step step : steps) {
      boolean old = now - step.nanos > keepNanos;
      if (!old && steps.size() - surplus <= keepRevisions && bytes <= allowedBytes) break;
      surplus++;
      bytes -= step.superseded;
      revision = step.revision;
    }
    boolean overdue = surplus > 0 && now - steps.getFirst().nanos > keepNanos + keepNanos / 2;
    boolean worthwhile =
        surplus >= WORTHWHILE
            || historyBytes > allowedBytes + Math.max(allowedBytes / 8, SMALL_BYTES);
    return worthwhile || overdue ? revision : 0;
  }

  /** Takes note that history up to a revision is forgotten. */
  void compacted(long revision) {
    while (!steps.isEmpty() && steps.getFirst().revision <= revision) {
      historyBytes -= steps.removeFirst().superseded;
    }
  }
}
