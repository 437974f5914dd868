package dev.skiff.controlplane.api.metrics;

import static dev.skiff.controlplane.api.metrics.MetricText.labels;

import dev.skiff.controlplane.api.endpoint.HealthCheck;
import dev.skiff.controlplane.api.http.RequestGate;
import dev.skiff.controlplane.auth.audit.Audit;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import dev.skiff.controlplane.cache.WatchCache;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The API server's own numbers: load, health, audit, and what is stored. */
@Singleton
final class ServerMetrics implements MetricSource {
  private final RequestGate gate;
  private final Audit audit;
  private final WatchCache cache;
  private final ResourceRegistry registry;
  private final List<HealthCheck> checks;
  private final Path store;

  ServerMetrics(
      RequestGate gate,
      Audit audit,
      WatchCache cache,
      ResourceRegistry registry,
      @All List<HealthCheck> checks,
      SkiffConfig config) {
    this.gate = gate;
    this.audit = audit;
    this.cache = cache;
    this.registry = registry;
    this.checks = checks;
    this.store = config.dataDir().resolve("store").resolve("skiff.db");
  }

  @Override
  public void write(MetricText text) {
    text.metric(
            "apiserver_current_inflight_requests",
            "gauge",
            "Requests in flight, those that change and those that read.")
        .sample(
            "apiserver_current_inflight_requests",
            labels("request_kind", "mutating"),
            gate.changingInFlight())
        .sample(
            "apiserver_current_inflight_requests",
            labels("request_kind", "readOnly"),
            gate.readingInFlight());
    text.single("apiserver_audit_event_total", "counter", "Audit events.", audit.events());
    text.single(
        "apiserver_audit_error_total", "counter", "Audit events that were lost.", audit.lost());
    text.metric("kubernetes_healthcheck", "gauge", "Whether each check is well.");
    for (HealthCheck check : checks) {
      double well = check.problem() == null ? 1 : 0;
      for (String type : List.of("healthz", "livez", "readyz")) {
        if (check.readinessOnly() && type.equals("livez")) continue;
        text.sample("kubernetes_healthcheck", labels("name", check.name(), "type", type), well);
      }
    }
    storage(text);
  }

  private void storage(MetricText text) {
    text.metric("apiserver_storage_objects", "gauge", "Stored objects by resource.");
    Set<String> stored = new TreeSet<>();
    for (ResourceType type : registry.all()) stored.add(type.storageResource());
    for (String resource : stored) {
      text.sample(
          "apiserver_storage_objects",
          labels("resource", resource),
          cache.snapshot(resource).count("", null));
    }
    text.metric("apiserver_storage_size_bytes", "gauge", "The size of the database file.")
        .sample(
            "apiserver_storage_size_bytes",
            labels("storage_cluster_id", "skiff"),
            store.toFile().length());
    text.single(
        "skiff_store_revision",
        "gauge",
        "The newest revision that is read here.",
        cache.revision());
  }
}
