package dev.skiff.controlplane.api.verb;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.Feed;
import dev.skiff.controlplane.api.request.ListOptions;
import dev.skiff.controlplane.cache.CachedChange;
import dev.skiff.controlplane.cache.CachedObject;
import dev.skiff.controlplane.cache.Snapshot;
import dev.skiff.controlplane.cache.Watch;
import dev.skiff.controlplane.cache.WatchCache;
import dev.skiff.controlplane.resource.VersionConverter;
import dev.skiff.controlplane.store.StoreException;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The events of one watch: what is there already, if asked; then every change that concerns the
 * selection; bookmarks in between.
 */
final class WatchFeed implements Feed {
  private static final Duration BOOKMARK_INTERVAL = Duration.ofMinutes(1);
  private static final int BUFFER = 32 * 1024;
  private static final byte[] NOTHING = {};
  private static final ScheduledExecutorService TIMER = ForkJoinPool.commonPool();

  private final ListOptions options;
  private final Selection selection;
  private final String namespace;
  private final WatchEvents events;
  private volatile long end;
  private final Iterator<CachedObject> initial;
  private final Watch watch;
  private final boolean converts;
  private final Consumer<WatchFeed> onClose;
  private StatusException refusal;
  private boolean initialEndDue;
  private long nextBookmark = System.nanoTime() + BOOKMARK_INTERVAL.toNanos();
  private volatile boolean finished;
  private volatile boolean quick;
  private volatile Runnable signal;
  private Future<?> alarm;

  /**
   * @param snapshot what is told first; null to begin with changes after the options' revision
   * @param onClose is told when nobody reads any more
   */
  WatchFeed(
      ResourceCall call,
      ListOptions options,
      WatchCache cache,
      Snapshot snapshot,
      Duration life,
      Consumer<WatchFeed> onClose) {
    this.options = options;
    this.selection = new Selection(call, options);
    this.onClose = onClose;
    this.namespace = call.namespace();
    this.events = new WatchEvents(call);
    this.converts = call.type().converter() != VersionConverter.NONE;
    this.end = System.nanoTime() + life.toNanos();
    this.initial =
        snapshot == null
            ? Collections.emptyIterator()
            : selection.candidates(snapshot.objects(namespace, null).iterator());
    this.initialEndDue = options.bookmarks() && snapshot != null;
    long since = snapshot != null ? snapshot.revision() : options.revision();
    // No revision, or any.
    if (snapshot == null && since <= 0) since = cache.revision();
    Watch watch = null;
    try {
      watch = cache.watch(call.storageResource(), since, this::relevant);
    } catch (StoreException.Compacted forgotten) {
      refusal =
          Statuses.expired("too old resource version: " + since + " (" + cache.revision() + ")");
    }
    this.watch = watch;
    if (watch == null) quick = true;
  }

  @Override
  public void begin(Runnable signal) {
    this.signal = signal;
    if (watch == null) return;
    watch.onChange(signal);
    setAlarm();
  }

  /** Once all is told that was there; a webhook that converts objects is waited for. */
  @Override
  public boolean quick() {
    return quick;
  }

  @Override
  public boolean ended() {
    return finished || (watch != null && watch.ended());
  }

  @Override
  public Buffer poll() {
    if (finished) return null;
    try {
      return following();
    } catch (StatusException refused) {
      // Such as an object that no webhook converts.
      refusal = refused;
      return refused();
    }
  }

  private Buffer refused() {
    finished = true;
    return Buffer.buffer(events.error(refusal));
  }

  private Buffer following() {
    if (refusal != null) return refused();
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
    quick = !converts;
    return changes();
  }

  private Buffer changes() {
    byte[] first = nextEvent();
    if (first == null) return due();
    byte[] second = nextEvent();
    // Most often there is one: all watchers are sent the same bytes, not a copy for each.
    if (second == null) return Buffer.buffer(Unpooled.wrappedBuffer(first));
    Buffer buffer = Buffer.buffer(first).appendBytes(second);
    byte[] next;
    while (buffer.length() < BUFFER && (next = nextEvent()) != null) buffer.appendBytes(next);
    return buffer;
  }

  /** Null if there is none. */
  private byte[] nextEvent() {
    CachedChange change;
    while ((change = watch.next()) != null) {
      byte[] event = event(change);
      if (event.length > 0) return event;
    }
    return null;
  }

  /** What the clock says is to be sent. */
  private Buffer due() {
    long now = System.nanoTime();
    if (end - now <= 0) return atEnd();
    if (!options.bookmarks() || nextBookmark - now > 0) return null;
    nextBookmark = now + BOOKMARK_INTERVAL.toNanos();
    setAlarm();
    return Buffer.buffer(events.bookmark(watch.progress(), false));
  }

  private void setAlarm() {
    long next = options.bookmarks() && nextBookmark - end < 0 ? nextBookmark : end;
    alarm = TIMER.schedule(signal, next - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private Buffer atEnd() {
    finished = true;
    return options.bookmarks() ? Buffer.buffer(events.bookmark(watch.progress(), false)) : null;
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

  /** Ends the watch when it has told what was committed up to now. */
  void end() {
    end = System.nanoTime();
    Runnable begun = signal;
    if (begun != null) begun.run();
  }

  @Override
  public void close() {
    onClose.accept(this);
    if (watch == null) return;
    watch.close();
    alarm.cancel(false);
  }
}
