package dev.skiff.operator.runtime;

import java.time.Instant;
import java.util.Optional;

/** Where the leader is written down. */
public interface LeaseStore {

  /** What is written now; empty if there is no record. */
  Optional<Entry> read();

  /**
   * Writes, unless somebody else has written since.
   *
   * @param before what was read; empty to create
   * @return what is written now; empty if somebody was faster
   */
  Optional<Entry> write(Optional<Entry> before, Entry entry);

  /**
   * A record.
   *
   * @param holder who leads; empty if nobody does
   * @param acquired since when
   * @param renewed when the holder last said so, by its own clock
   * @param seconds how long that is good for
   * @param transitions how often the holder has changed
   * @param version of the record; null before it is written
   */
  record Entry(
      String holder,
      Instant acquired,
      Instant renewed,
      int seconds,
      int transitions,
      String version) {}
}
