package dev.skiff.controlplane.cache;

import java.time.Duration;

/**
 * One watcher's changes in order, each once. One thread reads; a virtual thread per watch is meant.
 * Between the cache and the reader lies a bounded queue: a reader that falls behind it loses its
 * watch.
 */
public interface Watch extends AutoCloseable {

  /**
   * Waits for the next change.
   *
   * @return null if there is none in that time, or if the watch has ended
   */
  CachedChange next(Duration timeout) throws InterruptedException;

  /**
   * The revision up to which every change was returned by {@link #next}: what a bookmark may say.
   */
  long progress();

  /** True once nothing follows any more: the reader was too slow, or somebody closed the watch. */
  boolean ended();

  /** Ends the watch and wakes its reader. */
  @Override
  void close();
}
