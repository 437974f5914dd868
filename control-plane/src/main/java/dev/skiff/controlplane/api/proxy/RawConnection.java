package dev.skiff.controlplane.api.proxy;

import dev.skiff.controlplane.api.http.NettyChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * A client's connection that carries HTTP no longer. Vert.x upgrades connections itself, but only
 * for GET, and SPDY clients ask with POST; so the HTTP handlers are taken out of the channel here.
 * All of it happens on the channel's event loop.
 */
final class RawConnection extends ChannelInboundHandlerAdapter {
  private final NetSocket node;
  private final Course course;

  private RawConnection(NetSocket node, Course course) {
    this.node = node;
    this.course = course;
  }

  /**
   * Joins the connection of a request with one to a node: from now on, bytes only.
   *
   * @param node paused
   * @param first what the node has sent already
   * @param course is told when it begins and when it ends
   */
  static void join(HttpServerRequest request, NetSocket node, Buffer first, Course course) {
    Channel channel = NettyChannel.of(request);
    channel
        .eventLoop()
        .execute(
            () -> {
              if (!channel.isActive()) {
                // The client went while the node was reached: nobody would tell of it later.
                course.ended();
                node.close();
                return;
              }
              keepEncryptionOnly(channel.pipeline());
              course.upgraded();
              channel.pipeline().addLast(new RawConnection(node, course));
              send(channel, node, first);
              node.handler(bytes -> send(channel, node, bytes));
              node.closeHandler(closed -> channel.close());
              node.resume();
              channel.config().setAutoRead(true);
            });
  }

  private static void keepEncryptionOnly(ChannelPipeline pipeline) {
    List<ChannelHandler> http = new ArrayList<>();
    pipeline.forEach(
        entry -> {
          if (!(entry.getValue() instanceof SslHandler)) http.add(entry.getValue());
        });
    http.forEach(pipeline::remove);
  }

  private static void send(Channel channel, NetSocket node, Buffer bytes) {
    channel.writeAndFlush(Unpooled.wrappedBuffer(bytes.getBytes()));
    if (!channel.isWritable()) node.pause();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) node.resume();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    byte[] copy = new byte[bytes.readableBytes()];
    bytes.readBytes(copy);
    bytes.release();
    node.write(Buffer.buffer(copy));
    if (node.writeQueueFull()) {
      context.channel().config().setAutoRead(false);
      node.drainHandler(drained -> context.channel().config().setAutoRead(true));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    course.ended();
    node.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
