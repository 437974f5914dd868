package dev.skiff.controlplane.api.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.AttributeKey;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Lets the idle time-out of connections be short: it ends those that ask for nothing, or never
 * finish to ask, and none that waits for an answer, as watches do for as long as nothing happens.
 */
@Singleton
final class IdleConnections {
  /** Before all other filters. */
  private static final int FIRST = 1000;

  private static final int SWITCHING = 101;
  private static final AttributeKey<Requests> KEY = AttributeKey.valueOf("skiff.requests");

  void register(@Observes Filters filters) {
    filters.register(IdleConnections::pass, FIRST);
  }

  static void pass(RoutingContext context) {
    Requests requests = of(NettyChannel.of(context.request()));
    requests.running++;
    context.addEndHandler(
        ended -> {
          // What has become another protocol knows itself when it ends.
          if (context.response().getStatusCode() != SWITCHING) requests.running--;
        });
    context.next();
  }

  private static Requests of(Channel channel) {
    Requests known = channel.attr(KEY).get();
    if (known != null) return known;
    Requests requests = new Requests();
    channel.attr(KEY).set(requests);
    ChannelHandlerContext idle = channel.pipeline().context(IdleStateHandler.class);
    if (idle != null) channel.pipeline().addAfter(idle.name(), "requests", requests);
    return requests;
  }

  /** The requests of a connection that are not answered yet. Used on its event loop only. */
  private static final class Requests extends ChannelInboundHandlerAdapter {
    private int running;

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (event instanceof IdleStateEvent && running > 0) return;
      super.userEventTriggered(context, event);
    }
  }
}
