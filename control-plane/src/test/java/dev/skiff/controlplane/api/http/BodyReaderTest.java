package dev.skiff.controlplane.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.api.StatusException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BodyReaderTest {
  private final Vertx vertx = Vertx.vertx();
  private final BodyMemory memory = new BodyMemory(100);
  private final List<StatusException> refusals = new CopyOnWriteArrayList<>();
  private int port;

  @BeforeEach
  void start() throws Exception {
    port =
        vertx
            .createHttpServer()
            .requestHandler(this::read)
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

  private void read(HttpServerRequest request) {
    BodyMemory.Share share = memory.share();
    BodyReader.read(
        request,
        RequestDeadline.none(),
        share,
        body -> {
          share.free();
          request.response().end(body.length + " bytes");
        },
        refusals::add);
  }

  @Test
  void bodiesOfManyClientsHaveLittleRoomTogether() throws Exception {
    try (Socket half = send(70, 60)) {
      awaitTaken(60);
      assertTrue(memory.crowded());
      try (Socket other = send(60, 60)) {
        String answer = all(other);
        assertTrue(answer.startsWith("HTTP/1.1 429 "), answer);
        assertTrue(answer.contains("retry-after: 1") || answer.contains("Retry-After: 1"), answer);
        assertEquals("TooManyRequests", refusals.getFirst().reason());
      }
      try (Socket small = send(30, 30)) {
        assertTrue(all(small).endsWith("30 bytes"));
      }
      awaitTaken(60);
      half.getOutputStream().write(new byte[10]);
      assertTrue(all(half).endsWith("70 bytes"));
    }
    awaitTaken(0);
    assertFalse(memory.crowded());
  }

  @Test
  void whoLeavesGivesItsRoomBack() throws Exception {
    try (Socket half = send(70, 60)) {
      awaitTaken(60);
    }
    awaitTaken(0);
    assertEquals(0, memory.taken());
  }

  private Socket send(int length, int sent) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    String head =
        "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(new byte[sent]);
    return socket;
  }

  private void awaitTaken(long bytes) {
    while (memory.taken() != bytes) Thread.onSpinWait();
  }

  private static String all(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }
}
