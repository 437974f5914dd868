package dev.skiff.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The Kubernetes API for everything in the agent. Calls block, so they belong on virtual threads;
 * they fail with {@link ApiException}. All requests and watches share one HTTP/2 connection.
 */
public final class ApiClient implements AutoCloseable {

  /**
   * Bytes that may be under way on one connection. Its watches and requests share it: with the 64
   * KiB of RFC 9113 a few watches that nobody reads at the moment stop everything else.
   */
  private static final int CONNECTION_WINDOW = 1 << 30;

  private static final long REQUEST_SECONDS = 15;
  private static final int PAGE_SIZE = 500;
  private static final int MAX_FRAME_SIZE = 64 * 1024;

  private final Vertx vertx;
  private volatile Kubeconfig kubeconfig;
  private volatile HttpClient http;
  private volatile boolean closed;

  public ApiClient(Vertx vertx, Kubeconfig kubeconfig) {
    this.vertx = vertx;
    this.kubeconfig = kubeconfig;
    this.http = connect(vertx, kubeconfig);
  }

  /** Goes on as somebody else, or with a renewed certificate; watches are interrupted. */
  public synchronized void authenticateAs(Kubeconfig renewed) {
    kubeconfig = renewed;
    reconnect();
  }

  /** Goes on with new connections; watches and requests on the old ones are interrupted. */
  public synchronized void reconnect() {
    HttpClient old = http;
    http = connect(vertx, kubeconfig);
    old.close();
  }

  /** As whom and to which server this client speaks at present. */
  public Kubeconfig kubeconfig() {
    return kubeconfig;
  }

  public <T extends HasMetadata> T get(ApiResource<T> resource, String namespace, String name) {
    return Json.read(
        send(HttpMethod.GET, resource.path(namespace, name), null, null), resource.type());
  }

  /**
   * Reads all objects, a page at a time.
   *
   * @param query {@code fieldSelector=…&labelSelector=…}, empty for all
   */
  public <T extends HasMetadata> ResourceList<T> list(
      ApiResource<T> resource, String namespace, String query) {
    List<T> items = new ArrayList<>();
    String from = "";
    while (true) {
      String page = "limit=" + PAGE_SIZE + from + (query.isEmpty() ? "" : "&" + query);
      JsonNode list = get(resource.path(namespace) + "?" + page);
      for (JsonNode item : list.path("items")) {
        items.add(Json.read(item, resource.type()));
      }
      JsonNode metadata = list.path("metadata");
      String next = metadata.path("continue").asText("");
      if (next.isEmpty()) {
        return new ResourceList<>(items, metadata.path("resourceVersion").asText());
      }
      from = "&continue=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    }
  }

  public <T extends HasMetadata> T create(ApiResource<T> resource, String namespace, Object body) {
    return Json.read(
        send(HttpMethod.POST, resource.path(namespace), "application/json", Json.bytes(body)),
        resource.type());
  }

  /**
   * A strategic merge patch.
   *
   * @param subresource such as {@code status}, empty for the object itself
   */
  public <T extends HasMetadata> T patch(
      ApiResource<T> resource, String namespace, String name, String subresource, JsonNode patch) {
    String path = resource.path(namespace, name) + (subresource.isEmpty() ? "" : "/" + subresource);
    return Json.read(
        send(HttpMethod.PATCH, path, "application/strategic-merge-patch+json", Json.bytes(patch)),
        resource.type());
  }

  /**
   * @param uid deletes only the object that has this uid; null for any
   */
  public void delete(
      ApiResource<?> resource, String namespace, String name, long gracePeriodSeconds, String uid) {
    ObjectNode options = Json.object();
    options.put("kind", "DeleteOptions").put("apiVersion", "v1");
    options.put("gracePeriodSeconds", gracePeriodSeconds);
    if (uid != null) {
      options.putObject("preconditions").put("uid", uid);
    }
    send(
        HttpMethod.DELETE, resource.path(namespace, name), "application/json", Json.bytes(options));
  }

  /** GET of any path, for objects that are no model classes. */
  public JsonNode get(String path) {
    return Json.read(send(HttpMethod.GET, path, null, null), JsonNode.class);
  }

  /** POST to any path, for objects that are no model classes. */
  public JsonNode post(String path, JsonNode body) {
    return Json.read(
        send(HttpMethod.POST, path, "application/json", Json.bytes(body)), JsonNode.class);
  }

  /** PUT to any path, for objects that are no model classes. */
  public JsonNode put(String path, JsonNode body) {
    return Json.read(
        send(HttpMethod.PUT, path, "application/json", Json.bytes(body)), JsonNode.class);
  }

  /** Whether {@link #close} has been called. */
  public boolean isClosed() {
    return closed;
  }

  /** A watch that has been accepted by the server. */
  public WatchStream watch(ApiResource<?> resource, String namespace, String query) {
    String path = resource.path(namespace) + "?watch=true&" + query;
    Context loop = vertx.getOrCreateContext();
    HttpClientResponse response =
        await(
            "GET " + path,
            on(loop, () -> open(HttpMethod.GET, path, null, null).map(HttpClientResponse::pause)));
    if (response.statusCode() != 200) {
      Future<Buffer> body = response.body();
      response.resume();
      throw ApiException.refused(response.statusCode(), await("GET " + path, body).getBytes());
    }
    return new WatchStream(response, loop);
  }

  @Override
  public void close() {
    closed = true;
    http.close();
  }

  private byte[] send(HttpMethod method, String path, String contentType, byte[] body) {
    String request = method + " " + path;
    Answer answer =
        await(
            request,
            on(
                vertx.getOrCreateContext(),
                () ->
                    open(method, path, contentType, body)
                        .compose(
                            response ->
                                response
                                    .body()
                                    .map(
                                        bytes ->
                                            new Answer(response.statusCode(), bytes.getBytes())))));
    if (answer.status() >= 300) {
      throw ApiException.refused(answer.status(), answer.body());
    }
    return answer.body();
  }

  /**
   * Starts an exchange on an event loop. Begun on the caller's thread, parts of the answer can come
   * before the handlers for them are there, and are lost.
   */
  private static <T> Future<T> on(Context loop, Supplier<Future<T>> exchange) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(
        on -> {
          try {
            exchange.get().onComplete(done);
          } catch (RuntimeException refused) {
            done.fail(refused);
          }
        });
    return done.future();
  }

  private Future<HttpClientResponse> open(
      HttpMethod method, String path, String contentType, byte[] body) {
    Kubeconfig as = kubeconfig;
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setHost(as.server().getHost())
            .setPort(port(as.server()))
            .setURI(path)
            .setConnectTimeout(TimeUnit.SECONDS.toMillis(REQUEST_SECONDS))
            .putHeader("Accept", "application/json")
            .putHeader("User-Agent", "skiff-agent");
    if (contentType != null) {
      options.putHeader("Content-Type", contentType);
    }
    if (as.token() != null) {
      options.putHeader("Authorization", "Bearer " + as.token());
    }
    return http.request(options)
        .compose(request -> body == null ? request.send() : request.send(Buffer.buffer(body)));
  }

  private static <V> V await(String request, Future<V> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(REQUEST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | CompletionException | TimeoutException e) {
      throw ApiException.unreachable(request, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unreachable(request, e);
    }
  }

  private static HttpClient connect(Vertx vertx, Kubeconfig as) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2MaxPoolSize(4)
            .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
            .setMaxPoolSize(64)
            .setTcpKeepAlive(true)
            .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(as.authority())));
    options.getInitialSettings().setMaxFrameSize(MAX_FRAME_SIZE);
    if (as.certificate() != null) {
      options.setKeyCertOptions(
          new PemKeyCertOptions()
              .setCertValue(Buffer.buffer(as.certificate()))
              .setKeyValue(Buffer.buffer(as.key())));
    }
    return vertx.createHttpClient(options);
  }

  private static int port(URI server) {
    return server.getPort() < 0 ? 443 : server.getPort();
  }

  private record Answer(int status, byte[] body) {}
}
