package dev.skiff.controlplane.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IdleConnectionsTest {
  /** Longer than the time-out of a second. */
  private static final long QUIET_MILLIS = 2500;

  private final Vertx vertx = Vertx.vertx();
  private int port;

  @BeforeEach
  void start() throws Exception {
    Router router = Router.router(vertx);
    router.route().handler(IdleConnections::pass);
    router.route("/soon").handler(context -> context.end("soon"));
    router
        .route("/late")
        .handler(context -> vertx.setTimer(QUIET_MILLIS, now -> context.end("late")));
    router
        .route("/socket")
        .handler(
            context ->
                context
                    .request()
                    .toWebSocket()
                    .onSuccess(
                        socket ->
                            vertx.setTimer(
                                QUIET_MILLIS, now -> socket.writeTextMessage("still there"))));
    port =
        vertx
            .createHttpServer(new HttpServerOptions().setIdleTimeout(1))
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .actualPort();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void whoAsksForNothingIsCutOff() throws Exception {
    assertEquals("", sent(""));
    assertEquals("", sent("GET /soon HTTP/1.1\r\nHost: "));
  }

  @Test
  void whoHasItsAnswerIsCutOff() throws Exception {
    String answer = sent("GET /soon HTTP/1.1\r\nHost: a\r\n\r\n");
    assertTrue(answer.endsWith("\r\n\r\nsoon"), answer);
  }

  @Test
  void whoWaitsForAnAnswerIsNot() throws Exception {
    String late = "GET /late HTTP/1.1\r\nHost: a\r\n\r\n";
    String answer = sent("GET /soon HTTP/1.1\r\nHost: a\r\n\r\n" + late);
    assertTrue(answer.contains("\r\n\r\nsoon"), answer);
    assertTrue(answer.endsWith("\r\n\r\nlate"), answer);
  }

  @Test
  void norIsAWebSocket() throws Exception {
    CompletableFuture<String> message = new CompletableFuture<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + port + "/socket"),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(
                        WebSocket from, CharSequence text, boolean last) {
                      message.complete(text.toString());
                      return null;
                    }

                    @Override
                    public void onError(WebSocket from, Throwable cutOff) {
                      message.completeExceptionally(cutOff);
                    }
                  })
              .get(10, TimeUnit.SECONDS);
      assertEquals("still there", message.get(10, TimeUnit.SECONDS));
      socket.abort();
    }
  }

  /** What comes until the server ends the connection. */
  private String sent(String text) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
