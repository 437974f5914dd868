package dev.skiff.controlplane.api.proxy;

import dev.skiff.controlplane.api.StatusException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Requests that ask for another protocol on their connection. The backend gets the request as the
 * client made it; if it agrees, both connections are one from then on.
 */
final class Upgrade {
  private Upgrade() {}

  /** Whether a request asks for an upgrade. */
  static boolean wanted(HttpServerRequest request) {
    String connection = request.getHeader("Connection");
    return request.getHeader("Upgrade") != null
        && connection != null
        && connection.toLowerCase(Locale.ROOT).contains("upgrade");
  }

  static void pass(HttpServerRequest request, Backend backend, ReverseProxy.Passage passage) {
    request.pause();
    backend
        .connections()
        .connect(address(backend))
        .onSuccess(
            connection -> {
              connection.pause();
              UpgradeAnswer.await(request, connection, passage);
              connection.write(head(request, backend, passage));
            })
        .onFailure(
            failure -> {
              String why = "error dialing backend: " + DialErrors.message(backend, failure);
              passage.refusals().accept(request, refusal(why));
            });
  }

  /** Upstream has no reason for these. */
  static StatusException refusal(String why) {
    return new StatusException(500, "", why, null);
  }

  /** The address to connect to, with the name under which its certificate is checked. */
  private static SocketAddress address(Backend backend) {
    if (backend.name() == null || backend.name().equals(backend.host())) {
      return SocketAddress.inetSocketAddress(backend.port(), backend.host());
    }
    try {
      byte[] bytes = InetAddress.getByName(backend.host()).getAddress();
      InetAddress named = InetAddress.getByAddress(backend.name(), bytes);
      return SocketAddress.inetSocketAddress(new InetSocketAddress(named, backend.port()));
    } catch (UnknownHostException unknown) {
      return SocketAddress.inetSocketAddress(backend.port(), backend.host());
    }
  }

  private static Buffer head(
      HttpServerRequest request, Backend backend, ReverseProxy.Passage passage) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    ReverseProxy.copyHeaders(request, headers, passage);
    HostAndPort asked = request.authority();
    boolean clients = backend.name() == null && asked != null;
    headers.set(
        "Host",
        clients ? asked.toString() : HostAndPort.create(host(backend), backend.port()).toString());
    headers.set("Connection", request.getHeader("Connection"));
    headers.set("Upgrade", request.getHeader("Upgrade"));
    StringBuilder head = new StringBuilder();
    head.append(request.method().name()).append(' ').append(passage.uri()).append(" HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return Buffer.buffer(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String host(Backend backend) {
    return backend.name() == null ? backend.host() : backend.name();
  }
}
