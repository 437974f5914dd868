package dev.skiff.controlplane.api.verb;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.Streams;
import dev.skiff.controlplane.api.request.ListOptions;
import dev.skiff.controlplane.cache.CachedChange;
import dev.skiff.controlplane.cache.CachedObject;
import dev.skiff.controlplane.cache.Snapshot;
import dev.skiff.controlplane.cache.Watch;
import dev.skiff.controlplane.cache.WatchCache;
import dev.skiff.controlplane.store.StoreException;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;

/**
 * The events of one watch: what is there already, if asked; then every change that concerns the
 * selection; bookmarks in between.
 */
final class WatchSource implements Streams.Source {
  private static final Duration BOOKMARK_INTERVAL = Duration.ofMinutes(1);
  private static final int BUFFER = 32 * 1024;
  private static final byte[] NOTHING = {};

  private final ListOptions options;
  private final Selection selection;
  private final String namespace;
  private final WatchEvents events;
  private final long end;
  private final Iterator<CachedObject> initial;
  private final Watch watch;
  private StatusException refusal;
  private boolean initialEndDue;
  private long lastBookmark = System.nanoTime();
  private boolean finished;

  /**
   * @param snapshot what is told first; null to begin with changes after the options' revision
   */
  WatchSource(
      ResourceCall call, ListOptions options, WatchCache cache, Snapshot snapshot, Duration life) {
    this.options = options;
    this.selection = new Selection(call, options);
    this.namespace = call.namespace();
    this.events = new WatchEvents(call);
    this.end = System.nanoTime() + life.toNanos();
    this.initial =
        snapshot == null
            ? Collections.emptyIterator()
            : selection.candidates(snapshot.objects(namespace, null).iterator());
    this.initialEndDue = options.bookmarks() && Boolean.TRUE.equals(options.sendInitialEvents());
    long since = snapshot != null ? snapshot.revision() : options.revision();
    if (snapshot == null && since < 0) since = cache.revision();
    Watch watch = null;
    try {
      watch = cache.watch(call.storageResource(), since, this::relevant);
    } catch (StoreException.Compacted forgotten) {
      refusal =
          Statuses.expired("too old resource version: " + since + " (" + cache.revision() + ")");
    }
    this.watch = watch;
  }

  @Override
  public Buffer next() throws InterruptedException {
    try {
      return following();
    } catch (StatusException refused) {
      // Such as an object that no webhook converts.
      finished = true;
      return Buffer.buffer(events.error(refused));
    }
  }

  private Buffer following() throws InterruptedException {
    if (finished) return null;
    if (refusal != null) {
      finished = true;
      return Buffer.buffer(events.error(refusal));
    }
    Buffer buffer = Buffer.buffer();
    while (initial.hasNext() && buffer.length() < BUFFER) {
      CachedObject object = initial.next();
      if (selection.matches(object)) buffer.appendBytes(events.added(object));
    }
    if (buffer.length() > 0) return buffer;
    if (initialEndDue) {
      initialEndDue = false;
      return Buffer.buffer(events.bookmark(watch.progress(), true));
    }
    return change();
  }

  private Buffer change() throws InterruptedException {
    while (true) {
      long now = System.nanoTime();
      long wait = end - now;
      if (wait <= 0) return atEnd();
      if (options.bookmarks()) {
        long due = lastBookmark + BOOKMARK_INTERVAL.toNanos() - now;
        if (due <= 0) return bookmark();
        wait = Math.min(wait, due);
      }
      CachedChange change = watch.next(Duration.ofNanos(wait));
      if (change == null) {
        if (watch.ended()) return null;
        continue;
      }
      Buffer buffer = Buffer.buffer(event(change));
      while (buffer.length() < BUFFER && (change = watch.next(Duration.ZERO)) != null) {
        buffer.appendBytes(event(change));
      }
      if (buffer.length() > 0) return buffer;
    }
  }

  private Buffer atEnd() {
    finished = true;
    return options.bookmarks() ? bookmark() : null;
  }

  private Buffer bookmark() {
    lastBookmark = System.nanoTime();
    return Buffer.buffer(events.bookmark(watch.progress(), false));
  }

  /** Called on the cache's feeder: may it be in the selection, or have been? */
  private boolean relevant(CachedChange change) {
    if (!namespace.isEmpty() && !change.object().key().namespace().equals(namespace)) return false;
    if (!selection.selective()) return true;
    return selection.mayMatch(change.object())
        || (change.previous() != null && selection.mayMatch(change.previous()));
  }

  /** What the watcher is told of a change: nothing if it is, and was, outside the selection. */
  private byte[] event(CachedChange change) {
    if (!selection.selective()) return events.of(change);
    boolean is = selection.matches(change.object());
    boolean was = change.previous() != null && selection.matches(change.previous());
    return switch (change.type()) {
      case ADDED -> is ? events.of(change) : NOTHING;
      case DELETED -> was ? events.of(change) : is ? events.left(change) : NOTHING;
      case MODIFIED -> {
        if (is) yield was ? events.of(change) : events.entered(change);
        yield was ? events.left(change) : NOTHING;
      }
    };
  }

  @Override
  public void close() {
    if (watch != null) watch.close();
  }
}
