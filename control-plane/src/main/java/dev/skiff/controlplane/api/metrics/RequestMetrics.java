package dev.skiff.controlplane.api.metrics;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.request.LongRunning;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.operator.runtime.Histogram;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;

/** Counts requests, in upstream's metric names and labels. */
@Singleton
public final class RequestMetrics implements MetricSource {
  private static final double[] SECONDS = {
    0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
    60
  };

  /** Paths that get a series of their own; what clients make up does not. */
  private static final Set<String> PATHS =
      Set.of(
          "/healthz", "/livez", "/readyz", "/metrics", "/version", "/api", "/apis", "/openapi/v2");

  /** What durations are counted by. */
  private record Series(
      String dryRun,
      String group,
      String resource,
      String scope,
      String subresource,
      String verb,
      String version) {
    String labels() {
      return MetricText.labels(
          "component", resource.isEmpty() ? "" : "apiserver",
          "dry_run", dryRun,
          "group", group,
          "resource", resource,
          "scope", scope,
          "subresource", subresource,
          "verb", verb,
          "version", version);
    }
  }

  private static final class Totals {
    final Map<Integer, LongAdder> codes = new ConcurrentHashMap<>();
    final Histogram duration = new Histogram(SECONDS);
    final LongAdder running = new LongAdder();
  }

  private final ResourceRegistry registry;
  private final Map<Series, Totals> totals = new ConcurrentHashMap<>();

  RequestMetrics(ResourceRegistry registry) {
    this.registry = registry;
  }

  /**
   * Counts a request that was answered; a stream when it ends.
   *
   * @param began in nanoseconds of {@link System#nanoTime()}
   * @return what is to be sent
   */
  public ApiResponse answered(
      ApiRequest request, RequestInfo info, ApiResponse response, long began) {
    Totals total = totals(request, info, response.status());
    if (!(response.body() instanceof ApiResponse.Stream stream) || !LongRunning.is(info)) {
      count(total, response.status(), began);
      return response;
    }
    total.running.increment();
    var counted =
        stream
            .buffers()
            .onTermination()
            .invoke(
                () -> {
                  total.running.decrement();
                  count(total, response.status(), began);
                });
    return new ApiResponse(response.status(), response.headers(), new ApiResponse.Stream(counted));
  }

  /**
   * Counts a request that is passed on to somebody else, as open.
   *
   * @param began in nanoseconds of {@link System#nanoTime()}
   * @return to be told the answer's code when all is over, once
   */
  public IntConsumer passedOn(ApiRequest request, RequestInfo info, long began) {
    LongAdder running = totals(request, info, 0).running;
    running.increment();
    return code -> {
      running.decrement();
      count(totals(request, info, code), code, began);
    };
  }

  /** What clients make up must not become a series each: only what is served does. */
  private Totals totals(ApiRequest request, RequestInfo info, int code) {
    Series series = series(request, info);
    Totals known = totals.get(series);
    if (known != null) return known;
    boolean served =
        !info.resourceRequest()
            || registry.find(info.group(), info.version(), info.resource()).isPresent()
                && (info.subresource().isEmpty() || code < 400);
    Series counted = served ? series : new Series("", "", "", "", "", series.verb, "");
    return totals.computeIfAbsent(counted, ignored -> new Totals());
  }

  private static void count(Totals total, int code, long began) {
    total.codes.computeIfAbsent(code, k -> new LongAdder()).increment();
    total.duration.record(System.nanoTime() - began);
  }

  @Override
  public void write(MetricText text) {
    Map<String, Totals> sorted = new TreeMap<>();
    totals.forEach((series, total) -> sorted.put(series.labels(), total));
    text.metric(
        "apiserver_request_total",
        "counter",
        "Requests that were answered, by what they asked for and the code of the answer.");
    sorted.forEach(
        (labels, total) ->
            new TreeMap<>(total.codes)
                .forEach(
                    (code, count) ->
                        text.sample(
                            "apiserver_request_total",
                            "code=\"" + code + "\"," + labels,
                            count.sum())));
    text.metric(
        "apiserver_request_duration_seconds",
        "histogram",
        "How long answers took; of streams, how long they lasted.");
    sorted.forEach(
        (labels, total) ->
            text.histogram("apiserver_request_duration_seconds", labels, total.duration));
    text.metric(
        "apiserver_longrunning_requests", "gauge", "Watches and other streams that are open.");
    totals.forEach(
        (series, total) -> {
          if (!series.verb.equals("WATCH") && total.running.sum() == 0) return;
          String labels = series.labels().replaceFirst("dry_run=\"[^\"]*\",", "");
          text.sample("apiserver_longrunning_requests", labels, total.running.sum());
        });
  }

  private static Series series(ApiRequest request, RequestInfo info) {
    if (!info.resourceRequest()) {
      String path = PATHS.contains(info.path()) ? info.path() : "";
      return new Series("", "", "", "", path, request.method(), "");
    }
    String dryRun = request.parameter("dryRun") == null ? "" : "All";
    return new Series(
        dryRun,
        info.group(),
        info.resource(),
        scope(info),
        info.subresource(),
        verb(request, info),
        info.version());
  }

  private static String scope(RequestInfo info) {
    if (!info.name().isEmpty() || info.verb().equals("create")) return "resource";
    return info.namespace().isEmpty() ? "cluster" : "namespace";
  }

  private static String verb(ApiRequest request, RequestInfo info) {
    if (LongRunning.connects(info)) return "CONNECT";
    return switch (info.verb()) {
      case "create" -> "POST";
      case "update" -> "PUT";
      case "patch" -> {
        String type = request.header("content-type");
        yield type != null && type.startsWith("application/apply-patch") ? "APPLY" : "PATCH";
      }
      case "list" -> "LIST";
      case "watch" -> "WATCH";
      case "delete" -> "DELETE";
      case "deletecollection" -> "DELETECOLLECTION";
      default -> "GET";
    };
  }
}
