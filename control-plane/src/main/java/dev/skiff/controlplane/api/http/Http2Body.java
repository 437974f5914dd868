package dev.skiff.controlplane.api.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * The body of one answer over HTTP/2 while it is sent piece by piece: the pieces go to Netty's flow
 * controller as they are, without the futures and promises that Vert.x and Netty make for each.
 * When a thousand watchers are told of one event, these cost more than the events do. The head and
 * the end of the answer are left to Vert.x.
 */
final class Http2Body {
  /** Fills a TLS record with its header; every client takes as much in a frame (RFC 9113, 4.2). */
  private static final int MAX_FRAME = RecordWriter.FULL - Http2CodecUtil.FRAME_HEADER_LENGTH;

  private final Http2ConnectionHandler connection;
  private final ChannelHandlerContext context;
  private final RecordWriter records;
  private final int streamId;
  private final Runnable taken;
  private final Runnable gone;

  /**
   * @param pipeline of a connection over TLS that {@link ConnectionWrites} has seen
   * @param streamId the stream's; its head is written before the first piece
   * @param taken called on the event loop when the connection has taken a piece
   * @param gone called on the event loop when it does not take a piece any more
   */
  Http2Body(ChannelPipeline pipeline, int streamId, Runnable taken, Runnable gone) {
    this.connection = pipeline.get(Http2ConnectionHandler.class);
    this.context = pipeline.context(connection);
    this.records = pipeline.get(RecordWriter.class);
    this.streamId = streamId;
    this.taken = taken;
    this.gone = gone;
  }

  /**
   * Sends a piece as soon as the client's windows let it; what is written by one thread is sent in
   * order.
   *
   * @param data not to be changed until it is taken
   */
  void write(ByteBuf data) {
    if (context.executor().inEventLoop()) enqueue(data);
    else context.executor().execute(() -> enqueue(data));
  }

  private void enqueue(ByteBuf data) {
    Http2Stream stream = connection.connection().stream(streamId);
    if (stream == null || !stream.state().localSideOpen()) {
      gone.run();
      return;
    }
    connection.encoder().flowController().addFlowControlled(stream, new Piece(data));
    connection.flush(context);
  }

  private final class Piece implements Http2RemoteFlowController.FlowControlled {
    private final ByteBuf data;

    Piece(ByteBuf data) {
      this.data = data;
    }

    @Override
    public int size() {
      return data.readableBytes();
    }

    @Override
    public void write(ChannelHandlerContext context, int allowed) {
      int length = Math.min(Math.min(allowed, MAX_FRAME), data.readableBytes());
      records.data(streamId, data, length);
    }

    @Override
    public void writeComplete() {
      taken.run();
    }

    @Override
    public void error(ChannelHandlerContext context, Throwable cause) {
      gone.run();
    }

    @Override
    public boolean merge(
        ChannelHandlerContext context, Http2RemoteFlowController.FlowControlled next) {
      return false;
    }
  }
}
