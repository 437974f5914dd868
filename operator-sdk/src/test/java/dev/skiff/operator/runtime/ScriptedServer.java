package dev.skiff.operator.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** An API server on loopback that answers request after request from a script. */
final class ScriptedServer implements AutoCloseable {
  private final HttpServer server;
  private final LinkedBlockingQueue<Answer> script = new LinkedBlockingQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final KubernetesClient client;

  ScriptedServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
  }

  KubernetesClient client() {
    return client;
  }

  /** Queries of the requests so far. */
  List<String> requests() {
    return requests;
  }

  /** The next request is answered so; a body that stays open ends with the server. */
  void answer(int status, String body, boolean open) {
    script.add(new Answer(status, body, open));
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestURI().getQuery());
    try {
      Answer answer = script.take();
      exchange.sendResponseHeaders(answer.status, 0);
      OutputStream out = exchange.getResponseBody();
      out.write(answer.body.getBytes(StandardCharsets.UTF_8));
      out.flush();
      if (answer.open) Thread.sleep(Long.MAX_VALUE);
      exchange.close();
    } catch (InterruptedException e) {
      exchange.close();
    }
  }

  private record Answer(int status, String body, boolean open) {}
}
