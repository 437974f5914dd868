package dev.skiff.controlplane.cache;

/**
 * One watcher's changes in order, each once. One thread at a time reads. Between the cache and the
 * reader lies a bounded queue: a reader that falls behind it loses its watch.
 */
public interface Watch extends AutoCloseable {

  /**
   * Waits for the next change.
   *
   * @return null if the watch has ended
   */
  CachedChange await() throws InterruptedException;

  /**
   * The next change, without waiting.
   *
   * @return null if there is none now, or if the watch has ended
   */
  CachedChange next();

  /**
   * Has a reader that does not wait told of changes, and of the end.
   *
   * @param signal called by the cache's feeder for each: must be quick and must not throw
   */
  void onChange(Runnable signal);

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
