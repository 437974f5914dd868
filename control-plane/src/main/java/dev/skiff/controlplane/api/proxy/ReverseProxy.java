package dev.skiff.controlplane.api.proxy;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.aggregation.UserHeaders;
import dev.skiff.controlplane.api.http.BodyMemory;
import dev.skiff.controlplane.auth.audit.AuditId;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Passes a request to a {@link Backend} and its answer back, both as they come: any method, bodies
 * without end, upgrades. What concerns one connection only (RFC 9110, 7.6.1) and what proves who
 * the client is stays here. Must be called on the request's event loop, before its body is read.
 */
@Singleton
public final class ReverseProxy {
  private static final Set<String> WITHHELD =
      Set.of(
          "authorization",
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /**
   * What is different from one kind of proxy to the other.
   *
   * @param uri path and query at the backend
   * @param headers put into the request
   * @param answer what becomes of an answer's headers and HTML
   * @param refusals tells the client that the backend is of no use
   * @param course is told of connections that become tunnels, and when they end
   */
  public record Passage(
      String uri,
      Map<String, Iterable<String>> headers,
      AnswerRewriter answer,
      BiConsumer<HttpServerRequest, StatusException> refusals,
      Course course) {}

  private final BodyMemory memory;

  ReverseProxy(BodyMemory memory) {
    this.memory = memory;
  }

  /** Passes the request on. */
  public void pass(HttpServerRequest request, Backend backend, Passage passage) {
    if (Upgrade.wanted(request)) {
      Upgrade.pass(request, backend, passage);
      return;
    }
    request.pause();
    RequestOptions options =
        new RequestOptions()
            .setServer(SocketAddress.inetSocketAddress(backend.port(), backend.host()))
            .setHost(backend.name() == null ? backend.host() : backend.name())
            .setPort(backend.port())
            .setSsl(backend.tls())
            .setMethod(request.method())
            .setURI(passage.uri());
    backend
        .requests()
        .request(options)
        .compose(outgoing -> send(request, outgoing, backend, passage))
        .onSuccess(answer -> give(request, answer, passage))
        .onFailure(failure -> passage.refusals().accept(request, unreachable(backend, failure)));
  }

  private static StatusException unreachable(Backend backend, Throwable failure) {
    return Statuses.unavailable(
        "error trying to reach service: " + DialErrors.message(backend, failure));
  }

  private static Future<HttpClientResponse> send(
      HttpServerRequest request, HttpClientRequest outgoing, Backend backend, Passage passage) {
    MultiMap headers = outgoing.headers();
    copyHeaders(request, headers, passage);
    if (backend.name() == null && request.authority() != null) {
      HostAndPort asked = request.authority();
      headers.set("host", asked.port() < 0 ? asked.host() : asked.host() + ":" + asked.port());
    }
    // Who no longer listens must not keep the backend busy.
    HttpServerResponse response = request.response();
    response.closeHandler(
        closed -> {
          if (!response.ended()) outgoing.reset();
          passage.course().ended();
        });
    if (!hasBody(request)) return outgoing.send();
    if (request.getHeader("content-length") == null) outgoing.setChunked(true);
    return outgoing.send(request);
  }

  private static boolean hasBody(HttpServerRequest request) {
    if (request.getHeader("content-length") != null) return true;
    if (request.version() == HttpVersion.HTTP_2) {
      return !Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS)
          .contains(request.method());
    }
    return request.getHeader("transfer-encoding") != null;
  }

  /** The client's headers without those that stay here, and those of the passage. */
  static void copyHeaders(HttpServerRequest request, MultiMap headers, Passage passage) {
    String ofConnection = String.valueOf(request.getHeader("connection")).toLowerCase(Locale.ROOT);
    request
        .headers()
        .forEach(
            (name, value) -> {
              String header = name.toLowerCase(Locale.ROOT);
              boolean stays =
                  WITHHELD.contains(header)
                      || header.startsWith(":")
                      || header.equals("host")
                      || header.startsWith("impersonate-")
                      || UserHeaders.isOne(header)
                      || Set.of(ofConnection.split("\\s*,\\s*")).contains(header);
              if (!stays) headers.add(name, value);
            });
    String before = request.getHeader("x-forwarded-for");
    String client = request.remoteAddress().hostAddress();
    headers.set("X-Forwarded-For", before == null ? client : before + ", " + client);
    passage.headers().forEach(headers::set);
  }

  /** A header of a backend's answer, unless it stays here or is one of ours. */
  static void copyHeader(HttpServerResponse response, String name, String value) {
    boolean ours = name.equalsIgnoreCase(AuditId.HEADER);
    if (!ours && !WITHHELD.contains(name.toLowerCase(Locale.ROOT))) {
      response.headers().add(name, value);
    }
  }

  private void give(HttpServerRequest request, HttpClientResponse answer, Passage passage) {
    HttpServerResponse response = request.response();
    response.setStatusCode(answer.statusCode());
    answer.headers().forEach((name, value) -> copyHeader(response, name, value));
    passage.answer().headers(response.headers());
    boolean bodiless = request.method() == HttpMethod.HEAD || answer.statusCode() == 304;
    if (bodiless) {
      answer.exceptionHandler(lost -> {});
      response.end();
      return;
    }
    if (passage.answer().changesBody(response.headers())) {
      RewrittenBody.send(answer, response, passage.answer(), memory);
      return;
    }
    if (!response.headers().contains("content-length")) response.setChunked(true);
    answer.pipeTo(response).onFailure(failure -> cut(request));
  }

  /** The head is out: all that can be said is that this is no regular end. */
  private static void cut(HttpServerRequest request) {
    request.response().reset();
  }
}
