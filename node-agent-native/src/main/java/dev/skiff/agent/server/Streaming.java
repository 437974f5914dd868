package dev.skiff.agent.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Exec, attach and port-forward. The runtime has a streaming server of its own; the client's
 * upgraded connection (SPDY or WebSocket) is joined to it byte by byte.
 */
public final class Streaming {

  private static final int MAX_HEAD = 64 * 1024;

  private final StreamingRuntime runtime;

  public Streaming(StreamingRuntime runtime) {
    this.runtime = runtime;
  }

  void exec(HttpExchange exchange, String namespace, String pod, String container)
      throws IOException, InterruptedException {
    List<String> command = exchange.request().query().getOrDefault("command", List.of());
    if (command.isEmpty()) {
      throw new StatusError(400, "you must specify at least one command for the container");
    }
    Streams streams = Streams.of(exchange.request());
    tunnel(exchange, runtime.exec(namespace, pod, container, command, streams));
  }

  void attach(HttpExchange exchange, String namespace, String pod, String container)
      throws IOException, InterruptedException {
    Streams streams = Streams.of(exchange.request());
    tunnel(exchange, runtime.attach(namespace, pod, container, streams));
  }

  void portForward(HttpExchange exchange, String namespace, String pod)
      throws IOException, InterruptedException {
    List<Integer> ports =
        exchange.request().query().getOrDefault("port", List.of()).stream()
            .flatMap(value -> List.of(value.split(",")).stream())
            .map(Streaming::port)
            .toList();
    tunnel(exchange, runtime.portForward(namespace, pod, ports));
  }

  private static void tunnel(HttpExchange exchange, URI target)
      throws IOException, InterruptedException {
    if (!exchange.request().isUpgrade()) {
      throw new StatusError(400, "unable to upgrade: missing upgrade headers in request");
    }
    try (Socket backend = new Socket(target.getHost(), target.getPort())) {
      backend.setTcpNoDelay(true);
      OutputStream out = backend.getOutputStream();
      out.write(head(exchange.request(), target));
      out.flush();
      BufferedInputStream in = new BufferedInputStream(backend.getInputStream());
      byte[] answer = answerHead(in);
      Tunnel.End client = exchange.detach();
      client.out().write(answer);
      client.out().flush();
      Tunnel.join(client, new Tunnel.End(in, out, backend));
    }
  }

  /** The client's request, to the runtime's address. */
  private static byte[] head(HttpRequest request, URI target) {
    StringBuilder head = new StringBuilder();
    String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
    head.append(request.method()).append(' ').append(target.getRawPath()).append(query);
    head.append(" HTTP/1.1\r\nHost: ").append(target.getAuthority()).append("\r\n");
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      if (!List.of("host", "authorization").contains(header.getKey())) {
        head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
      }
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] answerHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(256);
    int matched = 0;
    while (matched < 4) {
      int octet = in.read();
      if (octet < 0 || head.size() > MAX_HEAD) {
        throw new StatusError(500, "the container runtime's streaming server did not answer");
      }
      head.write(octet);
      matched = octet == "\r\n\r\n".charAt(matched) ? matched + 1 : octet == '\r' ? 1 : 0;
    }
    return head.toByteArray();
  }

  private static int port(String text) {
    if (!text.matches("\\d{1,5}")) {
      throw new StatusError(400, "unable to parse \"" + text + "\" as a port");
    }
    return Integer.parseInt(text);
  }
}
