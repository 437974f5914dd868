package dev.skiff.controlplane.api;

import dev.skiff.controlplane.api.request.RequestInfo;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests, in upstream's metric names. */
@Singleton
public final class RequestMetrics {
  /** What requests are counted by. */
  private record Series(String verb, String group, String version, String resource, int code) {}

  private static final class Totals {
    final LongAdder requests = new LongAdder();
    final LongAdder nanos = new LongAdder();
  }

  private final Map<Series, Totals> totals = new ConcurrentHashMap<>();

  /** Counts a request that was answered; of streams only the beginning counts as its duration. */
  void record(RequestInfo info, int code, long nanos) {
    // What clients make up must not become a series each.
    boolean counted = info.resourceRequest() && code != 404;
    Series series =
        counted
            ? new Series(info.verb(), info.group(), info.version(), info.resource(), code)
            : new Series("", "", "", "", code);
    Totals total = totals.computeIfAbsent(series, ignored -> new Totals());
    total.requests.increment();
    total.nanos.add(nanos);
  }

  /** The counters in the text format of Prometheus. */
  public String text() {
    Map<String, Totals> sorted = new TreeMap<>();
    totals.forEach((series, total) -> sorted.put(labels(series), total));
    StringBuilder text = new StringBuilder();
    text.append("# TYPE apiserver_request_total counter\n");
    sorted.forEach(
        (labels, total) ->
            text.append(
                "apiserver_request_total{%s} %d\n".formatted(labels, total.requests.sum())));
    text.append("# TYPE apiserver_request_duration_seconds summary\n");
    sorted.forEach(
        (labels, total) -> {
          double seconds = total.nanos.sum() / 1e9;
          text.append("apiserver_request_duration_seconds_sum{%s} %s\n".formatted(labels, seconds));
          text.append(
              "apiserver_request_duration_seconds_count{%s} %d\n"
                  .formatted(labels, total.requests.sum()));
        });
    return text.toString();
  }

  private static String labels(Series series) {
    return "verb=\"%s\",group=\"%s\",version=\"%s\",resource=\"%s\",code=\"%d\""
        .formatted(
            series.verb.toUpperCase(java.util.Locale.ROOT),
            series.group,
            series.version,
            series.resource,
            series.code);
  }
}
