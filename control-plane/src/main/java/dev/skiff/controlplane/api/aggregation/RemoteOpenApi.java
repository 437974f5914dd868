package dev.skiff.controlplane.api.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.aggregation.MergedDocument.Part;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.api.proxy.Backend;
import dev.skiff.controlplane.resource.openapi.OpenApi;
import dev.skiff.controlplane.webhook.WebhookFailure;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Adds what other servers say about their types to what this server says about its own. They are
 * asked when somebody asks this server.
 */
@Singleton
public final class RemoteOpenApi {
  private static final Logger LOG = Logger.getLogger(RemoteOpenApi.class);
  private static final String V2 = "/openapi/v2";
  private static final String V3 = "/openapi/v3";

  private final ApiServices services;
  private final ExtensionServers servers;
  private final Map<String, RemoteDocument> kept = new ConcurrentHashMap<>();
  private final MergedDocument index = new MergedDocument(RemoteOpenApi::addToIndex);
  private final MergedDocument v2 = new MergedDocument(RemoteOpenApi::addToV2);

  RemoteOpenApi(ApiServices services, ExtensionServers servers) {
    this.services = services;
    this.servers = servers;
  }

  /** The index at {@code /openapi/v3} with the documents of others. */
  public OpenApi.Document index(OpenApi.Document own) {
    return index.of(own, parts(V3));
  }

  /**
   * The document of a group and version; empty if no other server has one.
   *
   * @param path for example {@code apis/example.com/v1}
   */
  public Optional<OpenApi.Document> groupVersion(String path) {
    return services.find("/" + path).flatMap(service -> document(service, V3 + "/" + path));
  }

  /** The Swagger document at {@code /openapi/v2} with those of others. */
  public OpenApi.Document v2(OpenApi.Document own) {
    return v2.of(own, parts(V2));
  }

  private List<Part> parts(String path) {
    List<Part> parts = new ArrayList<>();
    List<ApiService> remote = services.remote();
    kept.keySet().removeIf(key -> remote.stream().noneMatch(service -> isOf(service, key)));
    // All of them begin at once, so that nobody waits for one after another.
    remote.forEach(service -> refresh(service, path));
    for (ApiService service : remote) {
      document(service, path).ifPresent(document -> parts.add(new Part(service, document)));
    }
    return parts;
  }

  private static void addToIndex(ObjectNode index, Part part) {
    String path = "apis/" + part.service().groupVersion();
    JsonNode entry = ObjectBytes.parse(part.document().json()).path("paths").get(path);
    if (entry != null) index.withObject("/paths").set(path, entry);
  }

  private static void addToV2(ObjectNode own, Part part) {
    ObjectNode remote = ObjectBytes.parse(part.document().json());
    String prefix = "/apis/" + part.service().group() + "/";
    ObjectNode paths = own.withObject("/paths");
    for (Map.Entry<String, JsonNode> path : remote.path("paths").properties()) {
      if (path.getKey().startsWith(prefix)) paths.set(path.getKey(), path.getValue());
    }
    for (String section : List.of("definitions", "parameters")) {
      ObjectNode known = own.withObject("/" + section);
      for (Map.Entry<String, JsonNode> one : remote.path(section).properties()) {
        if (!known.has(one.getKey())) known.set(one.getKey(), one.getValue());
      }
    }
  }

  private static String key(ApiService service, String path) {
    return service.name() + " " + path;
  }

  private static boolean isOf(ApiService service, String key) {
    return key.startsWith(key(service, ""));
  }

  private RemoteDocument refresh(ApiService service, String path) {
    RemoteDocument document =
        kept.computeIfAbsent(key(service, path), key -> new RemoteDocument(System::nanoTime));
    if (service.available()) document.refresh(() -> read(service, path));
    return document;
  }

  private Optional<OpenApi.Document> document(ApiService service, String path) {
    RemoteDocument document = refresh(service, path);
    return service.available() ? document.first() : document.last();
  }

  private Optional<OpenApi.Document> read(ApiService service, String path) {
    try {
      Backend backend = servers.of(service);
      ExtensionDocument answer = ExtensionDocument.read(servers.loop(), backend, path);
      return answer.status() == 200
          ? Optional.of(OpenApi.Document.of(answer.object()))
          : Optional.empty();
    } catch (WebhookFailure | ExecutionException | TimeoutException | IOException problem) {
      LOG.warnf("%s of APIService %s cannot be read: %s", path, service.name(), problem);
      return Optional.empty();
    }
  }
}
