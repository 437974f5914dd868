package dev.skiff.agent.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;

/** Says why a connection failed in the words that readers of probe events know. */
final class ConnectErrors {

  private ConnectErrors() {}

  static String text(IOException e) {
    return switch (e) {
      case ConnectException c when c.getMessage() != null && c.getMessage().contains("refused") ->
          "connect: connection refused";
      case NoRouteToHostException n -> "connect: no route to host";
      case SocketTimeoutException t -> "i/o timeout";
      default -> String.valueOf(e.getMessage());
    };
  }
}
