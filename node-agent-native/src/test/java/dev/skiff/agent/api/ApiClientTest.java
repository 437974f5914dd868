package dev.skiff.agent.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ApiClientTest {
  @TempDir Path directory;

  /** What hangs does so on its connection only: whoever goes on with new ones is answered. */
  @Test
  void newConnectionsTakeThePlaceOfThoseThatLeadNowhere() throws Exception {
    List<String> peers = new CopyOnWriteArrayList<>();
    CountDownLatch hanging = new CountDownLatch(1);
    try (TestApiServer server =
        new TestApiServer(
            directory,
            request -> {
              peers.add(request.remoteAddress().toString());
              if (request.path().equals("/hang")) {
                hanging.countDown();
              } else {
                TestApiServer.answer(request, 200, Json.object().put("answer", 42));
              }
            })) {
      CompletableFuture<Object> hung =
          CompletableFuture.supplyAsync(() -> server.client.get("/hang"));
      hanging.await(10, TimeUnit.SECONDS);
      server.client.reconnect();
      ExecutionException e =
          Assertions.assertThrows(ExecutionException.class, () -> hung.get(10, TimeUnit.SECONDS));
      assertInstanceOf(ApiException.class, e.getCause());
      assertEquals(42, server.client.get("/answer").path("answer").asInt());
      assertNotEquals(peers.getFirst(), peers.getLast());
    }
  }
}
