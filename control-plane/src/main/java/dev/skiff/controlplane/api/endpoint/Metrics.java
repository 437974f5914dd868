package dev.skiff.controlplane.api.endpoint;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.metrics.MetricSource;
import dev.skiff.controlplane.api.metrics.MetricText;
import dev.skiff.controlplane.api.output.Answers;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code /metrics}, in the text format of Prometheus. */
@Singleton
final class Metrics implements Endpoint {
  private final List<MetricSource> sources;

  Metrics(@All List<MetricSource> sources) {
    this.sources = sources;
  }

  @Override
  public List<String> paths() {
    return List.of("/metrics");
  }

  @Override
  public ApiResponse handle(ApiRequest request) {
    if (!request.path().equals("/metrics")) return null;
    MetricText text = new MetricText();
    for (MetricSource source : sources) source.write(text);
    return new ApiResponse(
        200,
        Answers.headers("text/plain; version=0.0.4; charset=utf-8", List.of()),
        new ApiResponse.Bytes(List.of(text.toString().getBytes(StandardCharsets.UTF_8))));
  }
}
