package dev.skiff.agent.probe;

import dev.skiff.agent.probe.ProbeRunner.Outcome;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Succeeds when a connection is accepted. */
final class TcpProbe {

  private TcpProbe() {}

  static Outcome run(TCPSocketAction action, Container container, String podIp, Duration timeout) {
    String host = action.getHost() == null || action.getHost().isEmpty() ? podIp : action.getHost();
    try (Socket socket = new Socket()) {
      int port = Ports.resolve(action.getPort(), container);
      try {
        socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
        return Outcome.succeeded();
      } catch (IOException e) {
        return Outcome.failed("dial tcp %s:%d: %s".formatted(host, port, ConnectErrors.text(e)));
      }
    } catch (IOException | IllegalArgumentException e) {
      return Outcome.failed(e.getMessage());
    }
  }
}
