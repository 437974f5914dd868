package dev.skiff.agent.server;

import dev.skiff.agent.AgentConfig;
import dev.skiff.agent.cri.RuntimeService;
import dev.skiff.agent.stats.AgentMetrics;
import dev.skiff.agent.stats.PodUsage;
import dev.skiff.agent.stats.ResourceMetrics;
import dev.skiff.agent.stats.StatsSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What others read to watch the node: /metrics, /metrics/resource, /stats/summary, /configz. */
public final class Monitoring {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final String nodeName;
  private final AgentConfig config;
  private final PodLookup pods;
  private final RuntimeService runtime;
  private final StatsSummary summary;

  public Monitoring(String nodeName, AgentConfig config, PodLookup pods, RuntimeService runtime) {
    this.nodeName = nodeName;
    this.config = config;
    this.pods = pods;
    this.runtime = runtime;
    summary = new StatsSummary(nodeName, config.dataDir(), this::usage);
  }

  void handle(HttpExchange exchange, String path) throws IOException {
    switch (path) {
      case "metrics" -> text(exchange, AgentMetrics.of(runtime, nodeName));
      case "metrics/resource" -> text(exchange, ResourceMetrics.of(this::usage));
      case "stats/summary" -> {
        boolean some = exchange.request().flag("only_cpu_and_memory");
        exchange.respond(200, "application/json", summary.read(some));
      }
      case "configz" -> exchange.respond(200, "application/json", Configz.of(config));
      default -> throw new StatusError(404, "404 page not found");
    }
  }

  private List<PodUsage> usage() {
    return PodUsage.read(runtime, pods.pods());
  }

  private static void text(HttpExchange exchange, String text) throws IOException {
    exchange.respond(200, PROMETHEUS, text.getBytes(StandardCharsets.UTF_8));
  }
}
