package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.Indentation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** Refusals of requests that reach no verb. Once an answer has begun, nothing is sent. */
public final class Refusals {
  private Refusals() {}

  /** Refuses with a Status, in the encoding and the layout that the client wants. */
  public static void status(HttpServerRequest request, StatusException refusal) {
    String accept = request.getHeader("Accept");
    ApiResponse answer = Answers.refusal(refusal, accept);
    boolean indented =
        Indentation.wanted(accept, request.getParam("pretty"), request.getHeader("User-Agent"));
    send(request, indented ? Indentation.apply(answer) : answer);
  }

  /** Refuses in plain text: so upstream speaks for other API servers that cannot. */
  public static void text(HttpServerRequest request, int status, String why) {
    ApiResponse answer = Answers.text(status, why + "\n");
    answer.headers().put("X-Content-Type-Options", List.of("nosniff"));
    send(request, answer);
  }

  /** Refuses what there is no room for now. */
  static void tooMany(HttpServerRequest request) {
    tryLater(request, "Too many requests, please try again later.\n", 1);
  }

  /** Refuses in plain text, as upstream does, and says when to come back. */
  static void tryLater(HttpServerRequest request, String why, int seconds) {
    ApiResponse answer = Answers.text(429, why);
    answer.headers().put("Retry-After", List.of(Integer.toString(seconds)));
    answer.headers().put("X-Content-Type-Options", List.of("nosniff"));
    send(request, answer);
  }

  private static void send(HttpServerRequest request, ApiResponse answer) {
    HttpServerResponse response = request.response();
    if (response.headWritten()) return;
    request.resume();
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    byte[] body = ((ApiResponse.Bytes) answer.body()).joined();
    response.putHeader("Content-Length", Integer.toString(body.length));
    if (request.method() == HttpMethod.HEAD) response.end();
    else response.end(Buffer.buffer(body));
  }
}
