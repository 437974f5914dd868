package dev.skiff.operator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.operator.api.ResourceKind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * One resource of an API server, to list and watch. It works on Fabric8's HTTP layer directly: a
 * watch is a plain response whose body does not end, read no faster than its events are handled.
 */
final class ResourceEndpoint<T extends HasMetadata> {
  private static final int PAGE = 500;

  private final KubernetesClient client;
  private final ResourceKind kind;
  private final Class<T> type;
  private final Selection selection;

  ResourceEndpoint(KubernetesClient client, ResourceKind kind, Class<T> type, Selection selection) {
    this.client = client;
    this.kind = kind;
    this.type = type;
    this.selection = selection;
  }

  /** One page of a list. */
  record Page<T>(List<T> items, String resourceVersion, String continueToken) {}

  /**
   * Lists a page.
   *
   * @param continueToken of the page before; null for the first
   * @throws GoneException if the token has expired
   */
  Page<T> list(String continueToken) throws IOException, InterruptedException {
    String query = "limit=" + PAGE;
    if (continueToken != null) query += "&continue=" + encode(continueToken);
    JsonNode list;
    try (InputStream body = get(query, false)) {
      list = client.getKubernetesSerialization().unmarshal(body, JsonNode.class);
    }
    List<T> items = new ArrayList<>();
    for (JsonNode item : list.path("items")) items.add(parse(item));
    JsonNode metadata = list.path("metadata");
    String next = metadata.path("continue").asText("");
    return new Page<>(
        items, metadata.path("resourceVersion").asText(), next.isEmpty() ? null : next);
  }

  /**
   * Watches from a resource version.
   *
   * @throws GoneException if it is too old
   */
  WatchStream<T> watch(String resourceVersion, int timeoutSeconds)
      throws IOException, InterruptedException {
    String query =
        "watch=true&allowWatchBookmarks=true&resourceVersion="
            + encode(resourceVersion)
            + "&timeoutSeconds="
            + timeoutSeconds;
    return new WatchStream<>(get(query, true), this::parseLine, this::parse);
  }

  private JsonNode parseLine(byte[] line) {
    return client
        .getKubernetesSerialization()
        .unmarshal(new String(line, StandardCharsets.UTF_8), JsonNode.class);
  }

  private T parse(JsonNode item) {
    // Items of a list do not repeat what the list says; a single object always says it.
    if (item instanceof ObjectNode object && !selection.metadataOnly()) {
      if (!object.has("apiVersion")) object.put("apiVersion", kind.apiVersion());
      if (!object.has("kind")) object.put("kind", kind.kind());
    } else if (item instanceof ObjectNode object) {
      object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    }
    return client.getKubernetesSerialization().convertValue(item, type);
  }

  private InputStream get(String query, boolean watch) throws IOException, InterruptedException {
    HttpClient http = client.getHttpClient();
    String root = client.getMasterUrl().toString().replaceAll("/+$", "");
    HttpRequest.Builder request =
        http.newHttpRequestBuilder()
            .uri(root + kind.path(selection.namespace()) + "?" + query + selection.query())
            .header("Accept", accept(watch));
    if (watch) request.forStreaming();
    HttpResponse<InputStream> response = await(http, request.build());
    if (response.code() == 200) return response.body();
    try (InputStream body = response.body()) {
      String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      if (response.code() == 410) throw new GoneException(text);
      throw new IOException(
          (watch ? "watch" : "list")
              + " of "
              + kind
              + " answered "
              + response.code()
              + ": "
              + text);
    }
  }

  private static HttpResponse<InputStream> await(HttpClient http, HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return http.sendAsync(request, InputStream.class).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) throw io;
      throw KubernetesClientException.launderThrowable(e.getCause());
    }
  }

  private String accept(boolean watch) {
    if (!selection.metadataOnly()) return "application/json";
    String kind = watch ? "PartialObjectMetadata" : "PartialObjectMetadataList";
    return "application/json;as=" + kind + ";g=meta.k8s.io;v=v1";
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /**
   * Which objects, and how much of them.
   *
   * @param namespace empty for all
   * @param labelSelector empty for all
   * @param fieldSelector empty for all
   * @param metadataOnly true to leave spec and status on the server
   */
  record Selection(
      String namespace, String labelSelector, String fieldSelector, boolean metadataOnly) {
    static final Selection ALL = new Selection("", "", "", false);

    private String query() {
      return (labelSelector.isEmpty() ? "" : "&labelSelector=" + encode(labelSelector))
          + (fieldSelector.isEmpty() ? "" : "&fieldSelector=" + encode(fieldSelector));
    }
  }
}
