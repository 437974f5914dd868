package dev.skiff.controlplane.api.output;

import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.Executor;

/**
 * What is sent piece by piece: as it happens, such as the events of a watch, or as the client takes
 * it, such as a large list. Nothing waits for it: it says when it has something, and is read then,
 * by one thread at a time.
 */
public interface Feed extends AutoCloseable {

  /**
   * What there is to send now.
   *
   * @return null if there is nothing
   */
  Buffer poll();

  /** Whether reading neither waits for anybody nor takes long: an event loop may do it. */
  boolean quick();

  /** True once nothing follows any more. */
  boolean ended();

  /**
   * Begins the feed.
   *
   * @param signal to be called, by any thread, when {@link #poll} or {@link #ended} may have news
   */
  void begin(Runnable signal);

  @Override
  void close();

  /**
   * A stream that reads a feed only as fast as its subscriber asks; for one subscriber. What is
   * quick is read on the event loop that subscribes, if one does: that is where it is written, and
   * a thousand watchers then need no switch of threads.
   */
  static Multi<Buffer> stream(Feed feed) {
    return Multi.createFrom()
        .publisher(subscriber -> new FeedReader(feed, executor(), subscriber).start());
  }

  private static Executor executor() {
    if (!(Vertx.currentContext() instanceof ContextInternal context)) return FeedReader.VIRTUAL;
    EventLoop loop = context.nettyEventLoop();
    return task -> {
      if (loop.inEventLoop()) task.run();
      else loop.execute(task);
    };
  }
}
