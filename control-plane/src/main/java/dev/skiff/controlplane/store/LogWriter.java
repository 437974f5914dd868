package dev.skiff.controlplane.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Writes one group after the other. A thread of its own takes all writes that wait, commits those
 * that are right in one transaction, and answers everybody afterwards: while one group is being
 * made durable the next one gathers. A write that is wrong is answered with the others and spoils
 * none of them. A write that comes while nothing else is written is committed by the thread that
 * brings it, which saves a client that is alone two threads' waking up.
 */
final class LogWriter implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LogWriter.class);
  private static final int MAX_GROUP = 1024;

  /** What the thread does next. */
  private sealed interface Task {}

  private record Commit(Write write) implements Task {}

  private record Compact(long revision, CompletableFuture<Void> done) implements Task {}

  /** History may have to be forgotten, which no client shall wait for. */
  private record Tidy() implements Task {}

  private record Stop() implements Task {}

  private final Journal journal;
  private final Retention retention;
  private final Function<Key, StoredObject> newest;
  private final Consumer<List<Journal.Entry>> publish;
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final Thread thread;

  /** Held by whoever writes. */
  private final Lock writing = new ReentrantLock();

  private long revision;
  private volatile boolean stopped;

  /**
   * @param newest the published state of an object, null if there is none
   * @param publish takes a durable group before its writers are answered
   * @param revision the newest revision
   */
  LogWriter(
      Journal journal,
      Retention retention,
      Function<Key, StoredObject> newest,
      Consumer<List<Journal.Entry>> publish,
      long revision) {
    this.journal = journal;
    this.retention = retention;
    this.newest = newest;
    this.publish = publish;
    this.revision = revision;
    this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::run);
  }

  void submit(Write write) {
    if (tasks.isEmpty() && writing.tryLock()) {
      try {
        if (!stopped) {
          commitAlone(write);
          return;
        }
      } finally {
        writing.unlock();
      }
    }
    tasks.add(new Commit(write));
    if (stopped) refuseRest();
  }

  private void commitAlone(Write write) {
    try {
      commit(List.of(write));
      if (retention.due() > 0) tasks.add(new Tidy());
    } catch (RuntimeException | Error defect) {
      tasks.add(new Commit(write));
      fail(defect);
      thread.interrupt();
      refuseRest();
    }
  }

  /** Nobody knows any more what is published of what is durable: nothing is written from now on. */
  private void fail(Throwable defect) {
    stopped = true;
    LOG.error("The store takes no more writes: start the server again", defect);
  }

  /** Returns when it is done. */
  void compact(long upTo) {
    Compact task = new Compact(upTo, new CompletableFuture<>());
    tasks.add(task);
    if (stopped) refuseRest();
    try {
      task.done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreException failure) throw failure;
      throw e;
    }
  }

  /** Finishes what waits, then ends the thread. */
  @Override
  public void close() {
    tasks.add(new Stop());
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Task> taken = new ArrayList<>();
    while (!stopped) {
      try {
        taken.add(tasks.take());
      } catch (InterruptedException e) {
        taken.add(new Stop());
      }
      writing.lock();
      try {
        tasks.drainTo(taken, MAX_GROUP - 1);
        // A writer that was alone may have failed since: what was taken is refused with the rest.
        if (stopped) tasks.addAll(taken);
        else perform(taken);
      } catch (RuntimeException | Error defect) {
        tasks.addAll(taken);
        fail(defect);
      } finally {
        writing.unlock();
      }
      taken.clear();
    }
    refuseRest();
  }

  private void perform(List<Task> taken) {
    List<Write> writes = new ArrayList<>();
    for (Task task : taken) {
      switch (task) {
        case Commit(Write write) -> writes.add(write);
        case Compact compact -> {
          commit(writes);
          writes.clear();
          compactNow(compact);
        }
        case Tidy ignored -> {}
        case Stop ignored -> stopped = true;
      }
    }
    commit(writes);
    compactIfDue();
  }

  private void commit(List<Write> writes) {
    Map<Key, Journal.Entry> staged = new HashMap<>();
    List<Journal.Entry> group = new ArrayList<>();
    List<Runnable> answers = new ArrayList<>();
    for (Write write : writes) {
      StoredObject current = current(write.key(), staged);
      StoreException objection = write.objection(current);
      if (objection != null) {
        answers.add(() -> write.done().completeExceptionally(objection));
        continue;
      }
      try {
        Journal.Entry entry = entry(write, current, revision + group.size() + 1);
        staged.put(write.key(), entry);
        group.add(entry);
        answers.add(() -> write.done().complete(entry.object()));
      } catch (RuntimeException e) {
        answers.add(() -> write.done().completeExceptionally(e));
      }
    }
    if (!group.isEmpty()) {
      try {
        journal.append(group);
      } catch (RuntimeException e) {
        // Even a conflict may rest on a state that never came to be: nobody gets another answer.
        writes.forEach(write -> write.done().completeExceptionally(e));
        return;
      }
      revision += group.size();
      group.forEach(entry -> retention.committed(entry, true));
      publish.accept(group);
    }
    answers.forEach(Runnable::run);
  }

  private StoredObject current(Key key, Map<Key, Journal.Entry> staged) {
    Journal.Entry entry = staged.get(key);
    if (entry == null) return newest.apply(key);
    return entry.deleted() ? null : entry.object();
  }

  private static Journal.Entry entry(Write write, StoredObject current, long revision) {
    long created = current == null ? revision : current.createRevision();
    byte[] json = write.content().at(revision);
    StoredObject object = new StoredObject(write.key(), json, created, revision);
    return new Journal.Entry(object, current, write.deletes());
  }

  private void compactNow(Compact task) {
    try {
      forget(task.revision);
      task.done.complete(null);
    } catch (RuntimeException e) {
      task.done.completeExceptionally(e);
    }
  }

  private void compactIfDue() {
    long due = retention.due();
    if (due == 0) return;
    try {
      forget(due);
    } catch (RuntimeException e) {
      // Nothing is lost: history grows until the medium has room again.
      LOG.warn("The store's history could not be compacted: " + e.getMessage());
    }
  }

  private void forget(long upTo) {
    if (upTo <= journal.compactedRevision()) return;
    journal.compact(upTo);
    retention.compacted(upTo);
  }

  private void refuseRest() {
    StoreException closed = new StoreException.Unavailable("The store is closed", null);
    for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
      switch (task) {
        case Commit(Write write) -> write.done().completeExceptionally(closed);
        case Compact compact -> compact.done.completeExceptionally(closed);
        case Tidy ignored -> {}
        case Stop ignored -> {}
      }
    }
  }
}
