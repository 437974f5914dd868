package dev.skiff.controlplane.api.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;

/**
 * Stands before TLS and lets frames be written where they are encrypted from: a copy each, instead
 * of a buffer with a place in two queues. Used on the connection's event loop only.
 */
final class RecordWriter extends ChannelOutboundHandlerAdapter {
  /** Bytes of a full TLS record: what is as long is encrypted as it is. */
  static final int FULL = 1 << 14;

  private static final Http2Flags NO_FLAGS = new Http2Flags();

  private ChannelHandlerContext context;

  /** What is not passed on yet; null if there is nothing. */
  private ByteBuf record;

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    this.context = context;
  }

  /**
   * Takes a DATA frame; it is sent with the next flush, behind all that was written before.
   *
   * @param data has at least so many bytes, which are read
   */
  void data(int streamId, ByteBuf data, int length) {
    if (FULL - record().readableBytes() < Http2CodecUtil.FRAME_HEADER_LENGTH) passOn();
    Http2CodecUtil.writeFrameHeader(record(), length, Http2FrameTypes.DATA, NO_FLAGS, streamId);
    for (int left = length; left > 0; ) {
      int part = Math.min(left, FULL - record().readableBytes());
      record.writeBytes(data, part);
      left -= part;
      if (record.readableBytes() == FULL) passOn();
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    passOn();
    context.write(message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    passOn();
    context.flush();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (record != null) record.release();
    record = null;
  }

  private ByteBuf record() {
    if (record == null) record = context.alloc().buffer(FULL);
    return record;
  }

  private void passOn() {
    if (record == null) return;
    ByteBuf full = record;
    record = null;
    context.write(full, context.voidPromise());
  }
}
