package dev.skiff.agent.probe;

import dev.skiff.agent.probe.ProbeRunner.Outcome;
import dev.skiff.agent.probe.health.HealthCheckRequest;
import dev.skiff.agent.probe.health.HealthCheckResponse;
import dev.skiff.agent.probe.health.HealthGrpc;
import io.fabric8.kubernetes.api.model.GRPCAction;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Succeeds when the gRPC health service (grpc.health.v1) answers SERVING. */
final class GrpcProbe {

  private GrpcProbe() {}

  static Outcome run(GRPCAction action, String podIp, Duration timeout) {
    String service = action.getService() == null ? "" : action.getService();
    NioEventLoopGroup eventLoop = new NioEventLoopGroup(1);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(new InetSocketAddress(podIp, action.getPort()))
            .channelFactory(NioSocketChannel::new)
            .eventLoopGroup(eventLoop)
            .userAgent("kube-probe/1.35")
            .usePlaintext()
            .build();
    try {
      var status =
          HealthGrpc.newBlockingStub(channel)
              .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
              .check(HealthCheckRequest.newBuilder().setService(service).build())
              .getStatus();
      return status == HealthCheckResponse.ServingStatus.SERVING
          ? Outcome.succeeded()
          : Outcome.failed("service unhealthy (responded with \"%s\")".formatted(status.name()));
    } catch (StatusRuntimeException e) {
      Status.Code code = e.getStatus().getCode();
      if (code == Status.Code.UNIMPLEMENTED) {
        return Outcome.failed(
            "this server does not implement the grpc health protocol (grpc.health.v1.Health)");
      }
      return Outcome.failed("error: health rpc probe failed: " + e.getMessage());
    } finally {
      channel.shutdownNow();
      eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
