package dev.skiff.controlplane.api.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * How connections write. What many streams of HTTP/2 write at about the same time is gathered into
 * common TLS records and system calls: an event for a thousand watchers on few connections is a few
 * writes and not thousands. Nothing waits for more than what the event loop has to do already.
 * Records are written into memory that is used again.
 */
@Singleton
final class ConnectionWrites {
  /** Before all other filters. */
  private static final int FIRST = 1000;

  /** So many flushes are one at most; then the client shall have something to read. */
  private static final int FLUSHES = 256;

  /** Bytes that are written at once; the default is less than an event for a hundred watchers. */
  private static final WriteBufferWaterMark ROOM = new WriteBufferWaterMark(256 << 10, 512 << 10);

  private static final AttributeKey<Boolean> DONE = AttributeKey.valueOf("skiff.connection-writes");

  /** Bytes that memory for records is taken in: a page times two to the power of this. */
  private static final int ORDER = 5;

  /**
   * Memory for TLS records, used again, on the heap, where the JDK's ciphers are fastest. Vert.x
   * leaves new memory for each to the collector.
   */
  private final ByteBufAllocator records =
      new PooledByteBufAllocator(
          false,
          PooledByteBufAllocator.defaultNumHeapArena(),
          PooledByteBufAllocator.defaultNumDirectArena(),
          PooledByteBufAllocator.defaultPageSize(),
          ORDER,
          PooledByteBufAllocator.defaultSmallCacheSize(),
          PooledByteBufAllocator.defaultNormalCacheSize(),
          false);

  void register(@Observes Filters filters) {
    filters.register(this::pass, FIRST);
  }

  private void pass(RoutingContext context) {
    Channel channel = NettyChannel.of(context.request());
    if (!channel.hasAttr(DONE)) {
      channel.attr(DONE).set(true);
      channel.config().setWriteBufferWaterMark(ROOM).setAllocator(records);
      ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
      if (tls != null) {
        FlushConsolidationHandler gather = new FlushConsolidationHandler(FLUSHES, true);
        channel
            .pipeline()
            .addAfter(tls.name(), "flushes", gather)
            .addAfter(tls.name(), "records", new RecordWriter());
      }
    }
    context.next();
  }
}
