package dev.skiff.controlplane.api.proxy;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetSocket;

/**
 * What a backend says to a request for an upgrade. Only 101 joins the two connections: otherwise a
 * client could go on with requests of its own choice in this server's name (CVE-2018-1002105).
 * Refusals of the backend are passed on, all else is refused. Everything happens on the event loop
 * of the request.
 */
final class UpgradeAnswer {
  private static final int SWITCHING = 101;
  private static final int REFUSAL = 400;

  private final HttpServerRequest request;
  private final NetSocket backend;
  private final ReverseProxy.Passage passage;
  private final EmbeddedChannel decoder = new EmbeddedChannel(new HttpResponseDecoder());
  private final Buffer raw = Buffer.buffer();
  private boolean decided;

  private UpgradeAnswer(
      HttpServerRequest request, NetSocket backend, ReverseProxy.Passage passage) {
    this.request = request;
    this.backend = backend;
    this.passage = passage;
  }

  /**
   * Waits for the answer.
   *
   * @param backend paused; the request is written to it next
   */
  static void await(HttpServerRequest request, NetSocket backend, ReverseProxy.Passage passage) {
    UpgradeAnswer answer = new UpgradeAnswer(request, backend, passage);
    request
        .response()
        .closeHandler(
            gone -> {
              answer.leave();
              passage.course().ended();
            });
    backend.handler(answer::received).closeHandler(closed -> answer.ended());
    backend.resume();
  }

  private void received(Buffer bytes) {
    decoder.writeInbound(Unpooled.wrappedBuffer(bytes.getBytes()));
    if (decided) {
      passBodyOn();
      return;
    }
    raw.appendBuffer(bytes);
    HttpResponse head = decoder.readInbound();
    if (head == null) return;
    decided = true;
    decide(head);
  }

  private void decide(HttpResponse head) {
    int status = head.status().code();
    if (head.decoderResult().isFailure()) {
      refuse("malformed HTTP response: " + head.decoderResult().cause().getMessage());
    } else if (status == SWITCHING) {
      decoder.finishAndReleaseAll();
      backend.pause();
      RawConnection.join(request, backend, raw, passage.course());
    } else if (status < REFUSAL) {
      refuse("invalid upgrade response: status code " + status);
    } else {
      begin(head);
    }
  }

  private void refuse(String why) {
    decoder.finishAndReleaseAll();
    leave();
    passage.refusals().accept(request, Upgrade.refusal(why));
  }

  private void begin(HttpResponse head) {
    request.resume();
    HttpServerResponse response = request.response();
    response.setStatusCode(head.status().code());
    head.headers()
        .forEach(entry -> ReverseProxy.copyHeader(response, entry.getKey(), entry.getValue()));
    response.putHeader("Connection", "close");
    if (!response.headers().contains("content-length")) response.setChunked(true);
    passBodyOn();
  }

  private void passBodyOn() {
    HttpServerResponse response = request.response();
    for (HttpContent part = decoder.readInbound(); part != null; part = decoder.readInbound()) {
      response.write(Buffer.buffer(ByteBufUtil.getBytes(part.content())));
      part.release();
      if (part instanceof LastHttpContent) {
        leave();
        response.end().onComplete(sent -> request.connection().close());
        return;
      }
    }
    if (response.writeQueueFull()) {
      backend.pause();
      response.drainHandler(drained -> backend.resume());
    }
  }

  private void leave() {
    backend.handler(null).closeHandler(null).close();
  }

  private void ended() {
    decoder.finish();
    if (!decided) {
      refuse("unexpected EOF");
      return;
    }
    passBodyOn();
    if (!request.response().ended()) request.connection().close();
  }
}
