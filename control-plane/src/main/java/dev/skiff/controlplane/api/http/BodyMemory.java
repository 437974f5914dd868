package dev.skiff.controlplane.api.http;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that bodies may take, all together: a quarter of the heap, so that the objects made of
 * them have room, too. Safe for many threads; never waits.
 */
@Singleton
public final class BodyMemory {
  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  @Inject
  BodyMemory() {
    this(Runtime.getRuntime().maxMemory() / 4);
  }

  /**
   * @param limit in bytes
   */
  public BodyMemory(long limit) {
    this.limit = limit;
  }

  /** Whether more than half of the room is taken. */
  boolean crowded() {
    return taken.get() > limit / 2;
  }

  long taken() {
    return taken.get();
  }

  /** The part that one body will take. */
  public Share share() {
    return new Share();
  }

  /** What one body takes. Used by one thread after the other. */
  public final class Share {
    private long own;

    private Share() {}

    /** Takes more room. False if there is not as much. */
    public boolean take(long bytes) {
      if (taken.addAndGet(bytes) > limit) {
        taken.addAndGet(-bytes);
        return false;
      }
      own += bytes;
      return true;
    }

    /** Gives all of it back. */
    public void free() {
      taken.addAndGet(-own);
      own = 0;
    }
  }
}
