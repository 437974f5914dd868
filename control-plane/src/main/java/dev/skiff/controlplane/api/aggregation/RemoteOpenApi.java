package dev.skiff.controlplane.api.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.proxy.Backend;
import dev.skiff.controlplane.webhook.WebhookFailure;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Adds what other servers say about their types to what this server says about its own. They are
 * asked when somebody asks this server, and not again for a minute.
 */
@Singleton
public final class RemoteOpenApi {
  private static final Logger LOG = Logger.getLogger(RemoteOpenApi.class);
  private static final long KEEP = Duration.ofMinutes(1).toNanos();
  private static final String V3 = "/openapi/v3";

  private final ApiServices services;
  private final ExtensionServers servers;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  RemoteOpenApi(ApiServices services, ExtensionServers servers) {
    this.services = services;
    this.servers = servers;
  }

  private record Kept(Optional<ObjectNode> document, long since) {}

  /** Whether there is anything to add. */
  public boolean isEmpty() {
    return services.remote().isEmpty();
  }

  /** Adds to the index at {@code /openapi/v3}. */
  public void addToIndex(ObjectNode index) {
    for (ApiService service : services.remote()) {
      String path = "apis/" + service.groupVersion();
      document(service, V3)
          .map(remote -> remote.path("paths").get(path))
          .ifPresent(entry -> index.withObject("/paths").set(path, entry));
    }
  }

  /**
   * The document of a group and version; empty if no other server has one.
   *
   * @param path for example {@code apis/example.com/v1}
   */
  public Optional<ObjectNode> groupVersion(String path) {
    return services.find("/" + path).flatMap(service -> document(service, V3 + "/" + path));
  }

  /** Adds to the Swagger document at {@code /openapi/v2}. */
  public void addToV2(ObjectNode own) {
    for (ApiService service : services.remote()) {
      document(service, "/openapi/v2").ifPresent(remote -> merge(own, remote, service));
    }
  }

  private static void merge(ObjectNode own, ObjectNode remote, ApiService service) {
    String prefix = "/apis/" + service.group() + "/";
    ObjectNode paths = own.withObject("/paths");
    for (Map.Entry<String, JsonNode> path : remote.path("paths").properties()) {
      if (path.getKey().startsWith(prefix)) paths.set(path.getKey(), path.getValue());
    }
    for (String part : List.of("definitions", "parameters")) {
      ObjectNode known = own.withObject("/" + part);
      for (Map.Entry<String, JsonNode> one : remote.path(part).properties()) {
        if (!known.has(one.getKey())) known.set(one.getKey(), one.getValue());
      }
    }
  }

  private Optional<ObjectNode> document(ApiService service, String path) {
    String key = service.name() + " " + path;
    if (!service.available()) {
      Kept last = kept.get(key);
      return last == null ? Optional.empty() : last.document();
    }
    Kept last = kept.get(key);
    if (last != null && System.nanoTime() - last.since() < KEEP) return last.document();
    Optional<ObjectNode> document = read(service, path);
    // What could not be read is asked for again at once.
    if (document.isPresent()) kept.put(key, new Kept(document, System.nanoTime()));
    return document;
  }

  private Optional<ObjectNode> read(ApiService service, String path) {
    try {
      Backend backend = servers.of(service);
      ApiResponse answer = AvailabilityCheck.get(servers.loop(), backend, path);
      return answer.status() == 200
          ? Optional.of(AvailabilityCheck.read(answer))
          : Optional.empty();
    } catch (WebhookFailure | ExecutionException | TimeoutException | IOException problem) {
      LOG.warnf("%s of APIService %s cannot be read: %s", path, service.name(), problem);
      return Optional.empty();
    }
  }
}
