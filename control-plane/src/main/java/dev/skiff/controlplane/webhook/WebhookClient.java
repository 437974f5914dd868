package dev.skiff.controlplane.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Posts JSON to webhooks over TLS, on connections that stay open. Callers block their virtual
 * thread; the bytes travel on event loops, so that a slow webhook holds up nobody else.
 */
@Singleton
public final class WebhookClient {
  /**
   * More than there are calls at a time: the limits on requests in flight bound those. A call that
   * waited for a connection could wait for a webhook that waits for us.
   */
  private static final int CONNECTIONS = 4096;

  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final int TRUSTED_BUNDLES = 64;

  /** Of webhooks that ask to be asked later; upstream's number. */
  private static final int RETRIES = 10;

  private static final int ANSWER_LIMIT = 16 * 1024 * 1024;

  private final Vertx vertx;
  private final ServiceEndpoints services;

  /** By the authorities that are trusted; those least lately used go first. */
  private final Map<String, HttpClient> clients = new LinkedHashMap<>(16, 0.75f, true);

  WebhookClient(Vertx vertx, ServiceEndpoints services) {
    this.vertx = vertx;
    this.services = services;
  }

  @PreDestroy
  void close() {
    synchronized (clients) {
      clients.values().forEach(HttpClient::close);
      clients.clear();
    }
  }

  /**
   * Sends a review and waits for the answer; blocks.
   *
   * @param timeout of the whole call; told to the webhook in the query
   * @throws WebhookFailure if there is no useful answer in time
   */
  public ObjectNode post(ClientConfig config, ObjectNode review, Duration timeout)
      throws WebhookFailure {
    long deadline = System.nanoTime() + timeout.toNanos();
    byte[] body = review.toString().getBytes(StandardCharsets.UTF_8);
    String url = withTimeout(config.target(), timeout);
    String prefix = "Post \"" + url + "\": ";
    ServiceEndpoints.Address address;
    URI uri;
    try {
      uri = URI.create(url);
      address =
          config.toService()
              ? services.resolve(config.namespace(), config.service(), config.port())
              : new ServiceEndpoints.Address(
                  uri.getHost(), uri.getPort() < 0 ? 443 : uri.getPort());
    } catch (WebhookFailure | IllegalArgumentException nowhere) {
      throw new WebhookFailure(prefix + nowhere.getMessage());
    }
    RequestOptions options = options(uri, address);
    Exchange answer;
    try {
      answer = exchangeOrAgain(config, options, body, deadline);
      for (int retry = 0; retry < RETRIES && answer.retryAfter >= 0; retry++) {
        pause(answer.retryAfter, deadline);
        answer = exchangeOrAgain(config, options, body, deadline);
      }
    } catch (ExecutionException problem) {
      throw new WebhookFailure(
          prefix + ConnectProblems.describe(problem.getCause(), address.toString(), uri.getHost()));
    } catch (TimeoutException late) {
      throw new WebhookFailure(prefix + "context deadline exceeded");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WebhookFailure(prefix + "context canceled");
    }
    return HttpAnswers.read(answer.status, answer.body);
  }

  /**
   * @param retryAfter seconds after which the webhook wants to be asked again; negative if it does
   *     not
   */
  private record Exchange(int status, byte[] body, int retryAfter) {
    static Exchange of(HttpClientResponse response, byte[] body) {
      int status = response.statusCode();
      String after = response.getHeader("Retry-After");
      boolean busy = (status == 429 || status >= 500) && after != null;
      return new Exchange(
          status, body, busy && after.matches("[0-9]{1,6}") ? Integer.parseInt(after) : -1);
    }
  }

  /** Lets time pass; not at all if the deadline would pass, too. */
  private void pause(int seconds, long deadline) throws InterruptedException, TimeoutException {
    Duration pause = Duration.ofSeconds(seconds);
    if (System.nanoTime() + pause.toNanos() > deadline) throw new TimeoutException();
    if (seconds == 0) return;
    try {
      vertx
          .timer(pause.toMillis(), TimeUnit.MILLISECONDS)
          .toCompletionStage()
          .toCompletableFuture()
          .get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Exchange exchangeOrAgain(
      ClientConfig config, RequestOptions options, byte[] body, long deadline)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      return exchange(config, options, body, deadline);
    } catch (ExecutionException closed) {
      // The webhook may close a connection just when it is used again.
      if (!(closed.getCause() instanceof HttpClosedException)) throw closed;
      return exchange(config, options, body, deadline);
    }
  }

  private Exchange exchange(ClientConfig config, RequestOptions options, byte[] body, long deadline)
      throws ExecutionException, TimeoutException, InterruptedException {
    AtomicReference<HttpClientRequest> sent = new AtomicReference<>();
    Future<Exchange> exchange =
        EventLoop.call(
            vertx.getOrCreateContext(),
            () ->
                client(config.caBundle())
                    .request(options)
                    .compose(
                        request -> {
                          sent.set(request);
                          if (System.nanoTime() - deadline > 0) {
                            // Nobody waits for the answer any more.
                            request.reset();
                            return Future.failedFuture(new TimeoutException());
                          }
                          return request
                              .putHeader("Content-Type", "application/json")
                              .putHeader("Accept", "application/json, */*")
                              .send(Buffer.buffer(body));
                        })
                    .compose(WebhookClient::received));
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      return exchange.toCompletionStage().toCompletableFuture().get(left, TimeUnit.NANOSECONDS);
    } finally {
      HttpClientRequest request = sent.get();
      if (!exchange.isComplete() && request != null) request.reset();
    }
  }

  /** Gathers a body, up to the limit. */
  private static Future<Exchange> received(HttpClientResponse response) {
    Promise<Exchange> done = Promise.promise();
    Buffer all = Buffer.buffer();
    response.exceptionHandler(done::tryFail);
    response.handler(
        bytes -> {
          if (all.length() + bytes.length() <= ANSWER_LIMIT) {
            all.appendBuffer(bytes);
            return;
          }
          done.tryFail("the answer is longer than " + ANSWER_LIMIT + " bytes");
          response.request().reset();
        });
    response.endHandler(end -> done.tryComplete(Exchange.of(response, all.getBytes())));
    return done.future();
  }

  private static RequestOptions options(URI uri, ServiceEndpoints.Address address) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setSsl(true)
        .setHost(uri.getHost())
        .setPort(uri.getPort() < 0 ? 443 : uri.getPort())
        .setServer(SocketAddress.inetSocketAddress(address.port(), address.host()))
        .setURI(path + "?" + uri.getRawQuery());
  }

  /** Whole seconds, rounded up, as upstream says it. */
  private static String withTimeout(String url, Duration timeout) {
    long seconds = timeout.plusMillis(999).toSeconds();
    return url + (url.contains("?") ? "&" : "?") + "timeout=" + seconds + "s";
  }

  private HttpClient client(String caBundle) {
    synchronized (clients) {
      HttpClient known = clients.get(caBundle);
      if (known != null) return known;
      HttpClientOptions options =
          new HttpClientOptions()
              .setSsl(true)
              .setMaxPoolSize(CONNECTIONS)
              .setKeepAliveTimeout(KEEP_ALIVE_SECONDS);
      if (!caBundle.isEmpty()) {
        byte[] pem = Base64.getMimeDecoder().decode(caBundle);
        options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(pem)));
      }
      if (clients.size() >= TRUSTED_BUNDLES) {
        String eldest = clients.keySet().iterator().next();
        clients.remove(eldest).close();
      }
      HttpClient client = vertx.createHttpClient(options);
      clients.put(caBundle, client);
      return client;
    }
  }
}
