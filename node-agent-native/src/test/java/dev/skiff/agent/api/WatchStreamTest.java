package dev.skiff.agent.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WatchStreamTest {
  private static final int EVENTS = 20_000;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    vertx.close();
  }

  /**
   * Events come one by one while the reader asks for the next: a wish that is missed is the end.
   */
  @Test
  @Timeout(60)
  void aReaderThatIsAsFastAsTheServerMissesNothing() throws Exception {
    WatchStream stream = connect(serve());
    for (int i = 0; i < EVENTS; i++) {
      assertEquals(i, stream.next().orElseThrow().object().path("number").asInt());
    }
    assertTrue(stream.next().isEmpty());
  }

  private int serve() throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(request -> send(request.response().setChunked(true), 0));
    return done(server.listen(0, "127.0.0.1")).actualPort();
  }

  private static void send(HttpServerResponse response, int number) {
    if (number == EVENTS) {
      response.end();
      return;
    }
    response
        .write("{\"type\":\"ADDED\",\"object\":{\"number\":" + number + "}}\n")
        .onSuccess(written -> send(response, number + 1));
  }

  private WatchStream connect(int port) throws Exception {
    Context loop = vertx.getOrCreateContext();
    Promise<HttpClientResponse> response = Promise.promise();
    loop.runOnContext(
        on ->
            vertx
                .createHttpClient()
                .request(HttpMethod.GET, port, "127.0.0.1", "/")
                .compose(HttpClientRequest::send)
                .map(HttpClientResponse::pause)
                .onComplete(response));
    return new WatchStream(done(response.future()), loop);
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
