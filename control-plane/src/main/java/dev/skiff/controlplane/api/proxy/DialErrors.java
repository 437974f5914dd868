package dev.skiff.controlplane.api.proxy;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;

/** Why a backend cannot be reached, in the words that Kubernetes' users know. */
public final class DialErrors {
  private DialErrors() {}

  /** The words for a failure. */
  public static String message(Backend backend, Throwable failure) {
    String dial = "dial tcp " + backend.host() + ":" + backend.port() + ": ";
    return switch (failure) {
      case ConnectTimeoutException _ -> dial + "i/o timeout";
      case NoRouteToHostException _ -> dial + "connect: no route to host";
      case ConnectException _ -> dial + "connect: connection refused";
      case UnknownHostException _ -> dial + "lookup " + backend.host() + ": no such host";
      case SSLHandshakeException _ -> "tls: " + cause(failure).getMessage();
      default -> String.valueOf(failure.getMessage());
    };
  }

  private static Throwable cause(Throwable failure) {
    return failure.getCause() == null ? failure : cause(failure.getCause());
  }
}
