package dev.skiff.agent.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.Json;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.List;

/** The paths of the kubelet API, as the API server and monitoring use them. */
public final class KubeletApi {

  private final CallerAuthorizer authorizer;
  private final PodLookup pods;
  private final ContainerLogs logs;
  private final Streaming streaming;
  private final Monitoring monitoring;

  public KubeletApi(
      CallerAuthorizer authorizer,
      PodLookup pods,
      ContainerLogs logs,
      Streaming streaming,
      Monitoring monitoring) {
    this.authorizer = authorizer;
    this.pods = pods;
    this.logs = logs;
    this.streaming = streaming;
    this.monitoring = monitoring;
  }

  void handle(HttpExchange exchange) throws IOException, InterruptedException {
    String[] path = exchange.request().path().substring(1).split("/");
    authorizer.authorize(exchange.request(), exchange.certificate(), subresources(path[0]));
    switch (path[0]) {
      case "healthz" -> exchange.respond(200, "ok");
      case "pods" -> exchange.respond(200, "application/json", podList());
      case "containerLogs" -> {
        require(path, 4);
        logs.handle(exchange, path[1], path[2], path[3]);
      }
      case "exec" -> {
        require(path, 4);
        streaming.exec(exchange, path[1], path[2], path[path.length - 1]);
      }
      case "attach" -> {
        require(path, 4);
        streaming.attach(exchange, path[1], path[2], path[path.length - 1]);
      }
      case "portForward" -> {
        require(path, 3);
        streaming.portForward(exchange, path[1], path[2]);
      }
      case "metrics", "stats", "configz" -> monitoring.handle(exchange, String.join("/", path));
      default -> throw new StatusError(404, "404 page not found");
    }
  }

  /** Which subresources of the Node let a caller in: upstream's table, proxy where it has none. */
  static List<String> subresources(String first) {
    return switch (first) {
      case "healthz", "pods", "configz" -> List.of(first, "proxy");
      case "metrics", "stats" -> List.of(first);
      default -> List.of("proxy");
    };
  }

  private static void require(String[] path, int parts) {
    if (path.length < parts) {
      throw new StatusError(404, "404 page not found");
    }
  }

  private byte[] podList() {
    ObjectNode list = Json.object().put("kind", "PodList").put("apiVersion", "v1");
    list.putObject("metadata");
    var items = list.putArray("items");
    for (Pod pod : List.copyOf(pods.pods())) {
      items.add(Json.tree(pod));
    }
    return Json.bytes(list);
  }
}
