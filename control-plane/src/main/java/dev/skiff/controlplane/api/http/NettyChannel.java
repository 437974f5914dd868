package dev.skiff.controlplane.api.http;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/** What is below a connection: Vert.x shows it in a class of its implementation only. */
public final class NettyChannel {
  private NettyChannel() {}

  /** The channel that a request came on; with HTTP/2 it carries other requests, too. */
  public static Channel of(HttpServerRequest request) {
    return ((ConnectionBase) request.connection()).channel();
  }
}
