package dev.skiff.controlplane.api.endpoint;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.RequestMetrics;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.cache.WatchCache;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code /metrics}, in the text format of Prometheus. */
@Singleton
final class Metrics implements Endpoint {
  private final RequestMetrics requests;
  private final WatchCache cache;

  Metrics(RequestMetrics requests, WatchCache cache) {
    this.requests = requests;
    this.cache = cache;
  }

  @Override
  public List<String> paths() {
    return List.of("/metrics");
  }

  @Override
  public ApiResponse handle(ApiRequest request) {
    if (!request.path().equals("/metrics")) return null;
    double started = ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3;
    String text =
        requests.text()
            + "# TYPE skiff_store_revision gauge\nskiff_store_revision "
            + cache.revision()
            + "\n# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds "
            + started
            + "\n";
    return new ApiResponse(
        200,
        Answers.headers("text/plain; version=0.0.4; charset=utf-8", List.of()),
        new ApiResponse.Bytes(List.of(text.getBytes(StandardCharsets.UTF_8))));
  }
}
