package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiServer;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * Reads the body of a request, on its event loop. One that is too large, or too late, is refused.
 */
final class BodyReader {
  private final HttpServerRequest request;
  private final Consumer<byte[]> next;
  private final Consumer<StatusException> refused;
  private final Buffer body = Buffer.buffer();
  private boolean ended;

  private BodyReader(
      HttpServerRequest request, Consumer<byte[]> next, Consumer<StatusException> refused) {
    this.request = request;
    this.next = next;
    this.refused = refused;
  }

  /**
   * Begins to read.
   *
   * @param next is given the body; not called if the request was refused, or the client has gone
   * @param refused is told why the request is refused
   */
  static void read(
      HttpServerRequest request,
      RequestDeadline deadline,
      Consumer<byte[]> next,
      Consumer<StatusException> refused) {
    BodyReader reader = new BodyReader(request, next, refused);
    request
        .handler(reader::part)
        .endHandler(end -> reader.end())
        .exceptionHandler(lost -> reader.ended = true);
    deadline.whenOver(() -> reader.refuse(Statuses.timeout()));
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
    request.resume();
  }

  private void part(Buffer part) {
    if (ended) return;
    if (body.length() + part.length() > ApiServer.BODY_LIMIT) {
      refuse(Statuses.bodyTooLarge(ApiServer.BODY_LIMIT));
    } else {
      body.appendBuffer(part);
    }
  }

  private void end() {
    if (ended) return;
    ended = true;
    next.accept(body.getBytes());
  }

  private void refuse(StatusException refusal) {
    if (ended) return;
    ended = true;
    refused.accept(refusal);
    Refusals.status(request, refusal);
  }
}
