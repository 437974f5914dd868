package dev.skiff.agent.cri;

import io.grpc.LoadBalancerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.internal.PickFirstLoadBalancerProvider;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The connection to a container runtime's Unix socket. It connects when first used and again after
 * the runtime was away.
 */
public final class CriClient implements AutoCloseable {

  /** Messages of a node with many containers exceed gRPC's default of 4 MiB. */
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  private final EventLoopGroup eventLoop = new NioEventLoopGroup(1);
  private final ManagedChannel channel;

  private CriClient(Path socket) {
    // A native image has no service files, by which gRPC would find its only balancer.
    LoadBalancerRegistry.getDefaultRegistry().register(new PickFirstLoadBalancerProvider());
    // channelFactory and not channelType: the latter reflects, which a native image cannot.
    channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelFactory(NioDomainSocketChannel::new)
            .eventLoopGroup(eventLoop)
            .directExecutor()
            .usePlaintext()
            .overrideAuthority("localhost")
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .build();
  }

  /**
   * A client of the runtime at an endpoint.
   *
   * @param endpoint {@code unix:///path} or a path
   */
  public static CriClient connect(String endpoint) {
    return new CriClient(
        Path.of(endpoint.startsWith("unix://") ? endpoint.substring(7) : endpoint));
  }

  /** Sandboxes and containers. */
  public RuntimeService runtime() {
    return new GrpcRuntimeService(channel);
  }

  /** Images. */
  public ImageService images() {
    return new GrpcImageService(channel);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
