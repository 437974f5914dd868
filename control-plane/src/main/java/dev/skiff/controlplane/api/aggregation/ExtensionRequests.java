package dev.skiff.controlplane.api.aggregation;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.http.HttpRequests;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.proxy.Backend;
import dev.skiff.controlplane.api.proxy.DialErrors;
import dev.skiff.controlplane.webhook.EventLoop;
import dev.skiff.controlplane.webhook.WebhookFailure;
import io.smallrye.mutiny.vertx.MultiHelper;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Requests that another server answers: they travel with the user's identity in their headers, and
 * the answer comes back as it is, streams included; nothing large is gathered.
 */
@Singleton
public final class ExtensionRequests {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Bytes of a body that is gathered, so that it can be compressed. */
  private static final int SMALL = 64 * 1024;

  private static final Set<String> OF_CONNECTION =
      Set.of(
          "authorization",
          "connection",
          "content-length",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final ApiServices services;
  private final ExtensionServers servers;
  private final NamespacesInUse namespaces;

  ExtensionRequests(ApiServices services, ExtensionServers servers, NamespacesInUse namespaces) {
    this.services = services;
    this.servers = servers;
    this.namespaces = namespaces;
  }

  /**
   * Answers a request that was authorised.
   *
   * @return empty if the path is one of this server
   */
  public Optional<ApiResponse> handle(ApiRequest request) {
    return services.find(request.path()).map(service -> handle(request, service));
  }

  private ApiResponse handle(ApiRequest request, ApiService service) {
    if (!service.available()) return unavailable("service unavailable");
    Backend backend;
    try {
      backend = servers.of(service);
    } catch (WebhookFailure nowhere) {
      return unavailable("service unavailable");
    }
    namespaces.note(request, service);
    try {
      return send(servers.loop(), request, backend, PATIENCE);
    } catch (ExecutionException problem) {
      return unavailable(
          "error trying to reach service: " + DialErrors.message(backend, problem.getCause()));
    } catch (TimeoutException late) {
      return unavailable("error trying to reach service: context deadline exceeded");
    }
  }

  /** A refusal in upstream's form: text, no Status. */
  private static ApiResponse unavailable(String why) {
    return Answers.text(503, why + "\n");
  }

  /**
   * Sends a request and waits for the head of the answer; a small body of known length is complete.
   *
   * @param loop where the exchange runs
   * @throws ExecutionException if the server cannot be reached
   */
  private static ApiResponse send(
      Context loop, ApiRequest request, Backend backend, Duration patience)
      throws ExecutionException, TimeoutException {
    return exchange(loop, request, backend, patience, ExtensionRequests::received);
  }

  /**
   * Sends a request and waits for what is made of the answer.
   *
   * @param loop where the exchange runs
   * @param received is given the answer's head, on the loop
   * @throws ExecutionException if the server cannot be reached, or nothing could be made of it
   */
  static <T> T exchange(
      Context loop,
      ApiRequest request,
      Backend backend,
      Duration patience,
      Function<HttpClientResponse, Future<T>> received)
      throws ExecutionException, TimeoutException {
    RequestOptions options =
        new RequestOptions()
            .setServer(SocketAddress.inetSocketAddress(backend.port(), backend.host()))
            .setHost(backend.name())
            .setPort(backend.port())
            .setSsl(backend.tls())
            .setMethod(HttpMethod.valueOf(request.method()))
            .setURI(uri(request));
    AtomicReference<HttpClientRequest> sent = new AtomicReference<>();
    Future<T> answer =
        EventLoop.call(
            loop,
            () ->
                backend
                    .requests()
                    .request(options)
                    .compose(
                        outgoing -> {
                          sent.set(outgoing);
                          return withHeaders(outgoing, request).send(Buffer.buffer(request.body()));
                        })
                    .compose(received));
    try {
      return answer
          .toCompletionStage()
          .toCompletableFuture()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      abandon(loop, sent);
      throw late;
    } catch (InterruptedException e) {
      abandon(loop, sent);
      Thread.currentThread().interrupt();
      throw new ExecutionException(e);
    }
  }

  /** Nobody reads what may still come: its connection is given up. */
  private static void abandon(Context loop, AtomicReference<HttpClientRequest> sent) {
    loop.runOnContext(
        on -> {
          HttpClientRequest outgoing = sent.get();
          if (outgoing != null) outgoing.reset();
        });
  }

  private static HttpClientRequest withHeaders(HttpClientRequest outgoing, ApiRequest request) {
    request
        .headers()
        .forEach(
            (name, values) -> {
              boolean stays =
                  OF_CONNECTION.contains(name)
                      || name.startsWith(":")
                      || name.startsWith("impersonate-")
                      || UserHeaders.isOne(name);
              if (!stays) outgoing.putHeader(name, values);
            });
    UserHeaders.of(request.user()).forEach(outgoing::putHeader);
    return outgoing;
  }

  private static Future<ApiResponse> received(HttpClientResponse response) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    response
        .headers()
        .forEach(
            (name, value) -> {
              if (OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) return;
              headers.computeIfAbsent(name, ignored -> new ArrayList<>(1)).add(value);
            });
    String length = response.getHeader("content-length");
    if (length != null && Long.parseLong(length) <= SMALL) {
      return response
          .body()
          .map(
              body ->
                  new ApiResponse(
                      response.statusCode(),
                      headers,
                      new ApiResponse.Bytes(List.of(body.getBytes()))));
    }
    response.pause();
    return Future.succeededFuture(
        new ApiResponse(
            response.statusCode(),
            headers,
            new ApiResponse.Stream(
                MultiHelper.toMulti(response)
                    .onCancellation()
                    .invoke(() -> response.request().reset()))));
  }

  private static String uri(ApiRequest request) {
    StringBuilder uri = new StringBuilder(HttpRequests.encodedPath(request.path()));
    char separator = '?';
    for (Map.Entry<String, List<String>> parameter : request.query().entrySet()) {
      for (String value : parameter.getValue()) {
        uri.append(separator).append(encode(parameter.getKey())).append('=').append(encode(value));
        separator = '&';
      }
    }
    return uri.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
