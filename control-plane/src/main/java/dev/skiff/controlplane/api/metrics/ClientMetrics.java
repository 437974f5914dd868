package dev.skiff.controlplane.api.metrics;

import static dev.skiff.controlplane.api.metrics.MetricText.labels;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What this process asks of its own API server: controllers and scheduler. */
@Singleton
public final class ClientMetrics implements MetricSource {
  private record Series(int code, String method) {}

  private final Map<Series, LongAdder> requests = new ConcurrentHashMap<>();

  /** Counts a request that was answered. */
  public void answered(String method, int code) {
    requests.computeIfAbsent(new Series(code, method), k -> new LongAdder()).increment();
  }

  @Override
  public void write(MetricText text) {
    text.metric("rest_client_requests_total", "counter", "Requests of this process' own clients.");
    Map<String, Long> sorted = new TreeMap<>();
    requests.forEach(
        (series, count) ->
            sorted.put(
                labels(
                    "code",
                    Integer.toString(series.code),
                    "host",
                    "in-process",
                    "method",
                    series.method),
                count.sum()));
    sorted.forEach((labels, count) -> text.sample("rest_client_requests_total", labels, count));
  }
}
