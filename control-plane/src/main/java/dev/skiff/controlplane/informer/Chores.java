package dev.skiff.controlplane.informer;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.operator.runtime.BackOff;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Work that changes of the cluster's state ask for, by key. Each key has a virtual thread of its
 * own while there is something to do, so that one which waits holds up no other, and none holds up
 * those who follow changes. What fails is done again, after delays that grow.
 *
 * @param <K> key; needs equals and hashCode
 */
public final class Chores<K> implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Chores.class);

  private final String name;
  private final Consumer<K> work;
  private final BackOff<K> backOff;

  /** Keys that are worked on, and whether they were asked for again since. */
  private final Map<K, Boolean> open = new ConcurrentHashMap<>();

  private volatile boolean closed;

  /**
   * @param name for threads and the log
   * @param work looks at the present state of what the key names; never called twice at a time for
   *     one key
   */
  public Chores(String name, Consumer<K> work) {
    this(name, work, new BackOff<>(Duration.ofMillis(100), Duration.ofSeconds(30)));
  }

  Chores(String name, Consumer<K> work, BackOff<K> backOff) {
    this.name = name;
    this.work = work;
    this.backOff = backOff;
  }

  /** Has the work on a key done, once more if it is being done now. Returns at once. */
  public void add(K key) {
    if (open.merge(key, false, (known, added) -> true)) return;
    Thread.ofVirtual().name(name).start(() -> work(key));
  }

  private void work(K key) {
    do {
      open.put(key, false);
      while (!closed && !done(key)) pause(backOff.next(key));
      backOff.forget(key);
    } while (open.computeIfPresent(key, (known, again) -> again ? true : null) != null);
  }

  private boolean done(K key) {
    try {
      work.accept(key);
      return true;
    } catch (StatusException refused) {
      LOG.debugf("%s: %s is refused and comes again: %s", name, key, refused.getMessage());
    } catch (RuntimeException defect) {
      LOG.errorf(defect, "%s: %s fails and comes again", name, key);
    }
    return false;
  }

  private static void pause(Duration delay) {
    try {
      Thread.sleep(delay);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException("Nobody else has this thread", impossible);
    }
  }

  /** Nothing is begun anew; what is being done goes on. */
  @Override
  public void close() {
    closed = true;
  }
}
