package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiServer;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * Reads the body of a request, on its event loop. One that is too large, or too late, or for which
 * there is no room, is refused.
 */
final class BodyReader {
  private final HttpServerRequest request;
  private final BodyMemory.Share memory;
  private final Consumer<byte[]> next;
  private final Consumer<StatusException> refused;
  private Buffer body = Buffer.buffer();
  private boolean ended;

  private BodyReader(
      HttpServerRequest request,
      BodyMemory.Share memory,
      Consumer<byte[]> next,
      Consumer<StatusException> refused) {
    this.request = request;
    this.memory = memory;
    this.next = next;
    this.refused = refused;
  }

  /**
   * Begins to read.
   *
   * @param memory what the body takes of it is given back if {@code next} is not called
   * @param next is given the body; not called if the request was refused, or the client has gone
   * @param refused is told why the request is refused
   */
  static void read(
      HttpServerRequest request,
      RequestDeadline deadline,
      BodyMemory.Share memory,
      Consumer<byte[]> next,
      Consumer<StatusException> refused) {
    BodyReader reader = new BodyReader(request, memory, next, refused);
    request
        .handler(reader::part)
        .endHandler(end -> reader.end())
        .exceptionHandler(lost -> reader.leave());
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
    } else if (memory.take(part.length())) {
      body.appendBuffer(part);
    } else {
      leave();
      refused.accept(Statuses.tooManyRequests("Too many requests", 1));
      Refusals.tooMany(request);
    }
  }

  private void end() {
    if (ended) return;
    ended = true;
    next.accept(body.getBytes());
    body = null;
  }

  private void refuse(StatusException refusal) {
    if (ended) return;
    leave();
    refused.accept(refusal);
    Refusals.status(request, refusal);
  }

  private void leave() {
    if (ended) return;
    ended = true;
    body = null;
    memory.free();
  }
}
