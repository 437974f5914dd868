package dev.skiff.agent.cri;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CriClientTest {
  @TempDir Path directory;

  /** A runtime that hangs takes connections and says nothing. */
  @Test
  @Timeout(30)
  void aRuntimeThatKeepsSilentIsNotWaitedForLong() throws IOException {
    Path path = directory.resolve("silent.sock");
    NioEventLoopGroup loop = new NioEventLoopGroup(1);
    try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      silent.bind(UnixDomainSocketAddress.of(path));
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(path))
              .channelFactory(NioDomainSocketChannel::new)
              .eventLoopGroup(loop)
              .usePlaintext()
              .build();
      RuntimeService runtime = new GrpcRuntimeService(channel, Duration.ofMillis(200));
      assertTrue(assertThrows(CriException.class, runtime::status).deadlineExceeded());
      assertTrue(assertThrows(CriException.class, runtime::version).deadlineExceeded());
      channel.shutdownNow();
    } finally {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  /** Otherwise nobody would hear for two minutes that the node has no runtime. */
  @Test
  @Timeout(30)
  void aRuntimeThatIsAwayIsSaidToBeSoAtOnce() {
    try (CriClient client = CriClient.connect(directory.resolve("nobody.sock").toString())) {
      assertTrue(assertThrows(CriException.class, () -> client.runtime().status()).unavailable());
      assertTrue(
          assertThrows(CriException.class, () -> client.images().listImages()).unavailable());
    }
  }
}
