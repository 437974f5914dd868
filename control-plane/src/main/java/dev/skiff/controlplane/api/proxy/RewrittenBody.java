package dev.skiff.controlplane.api.proxy;

import dev.skiff.controlplane.api.http.BodyMemory;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;
import org.jboss.logging.Logger;

/**
 * The body of a backend's answer that is changed on its way: gathered up to a limit, then changed
 * on a thread of its own, because it may be anything. What is larger goes through as it is.
 */
final class RewrittenBody {
  private static final Logger LOG = Logger.getLogger(RewrittenBody.class);

  /** A byte is held as it came, unpacked, changed, and as it goes. */
  private static final int COPIES = 8;

  private final HttpClientResponse answer;
  private final HttpServerResponse response;
  private final AnswerRewriter rewriter;
  private final BodyMemory.Share memory;
  private final Buffer gathered = Buffer.buffer();

  private RewrittenBody(
      HttpClientResponse answer,
      HttpServerResponse response,
      AnswerRewriter rewriter,
      BodyMemory.Share memory) {
    this.answer = answer;
    this.response = response;
    this.rewriter = rewriter;
    this.memory = memory;
  }

  /** Sends it, on the event loop of both; the head of the response is complete but its length. */
  static void send(
      HttpClientResponse answer,
      HttpServerResponse response,
      AnswerRewriter rewriter,
      BodyMemory memory) {
    RewrittenBody body = new RewrittenBody(answer, response, rewriter, memory.share());
    answer
        .handler(body::part)
        .endHandler(end -> body.rewrite())
        .exceptionHandler(
            lost -> {
              body.memory.free();
              response.reset();
            });
  }

  private void part(Buffer part) {
    boolean room = memory.take((long) COPIES * part.length());
    gathered.appendBuffer(part);
    if (room && gathered.length() <= AnswerRewriter.PAGE_LIMIT) return;
    if (!response.headers().contains("content-length")) response.setChunked(true);
    response.write(gathered).onComplete(sent -> memory.free());
    answer.pipeTo(response).onFailure(failure -> response.reset());
  }

  private void rewrite() {
    Context loop = Vertx.currentContext();
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(response.headers());
    Thread.startVirtualThread(
        () -> {
          Buffer body = rewritten(headers);
          loop.runOnContext(on -> end(body));
        });
  }

  private Buffer rewritten(MultiMap headers) {
    try {
      return rewriter.body(gathered, headers).orElse(gathered);
    } catch (RuntimeException | Error defect) {
      LOG.error("A page goes through as it is", defect);
      return gathered;
    }
  }

  private void end(Buffer body) {
    memory.free();
    if (response.closed() || response.ended()) return;
    response.putHeader("Content-Length", String.valueOf(body.length())).end(body);
  }
}
