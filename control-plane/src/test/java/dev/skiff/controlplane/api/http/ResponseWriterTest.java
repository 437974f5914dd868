package dev.skiff.controlplane.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.api.ApiResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResponseWriterTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    done(vertx.close());
  }

  @Test
  void anAnswerWithItsHeaders() throws Exception {
    HttpResponse<String> answer = sent(Map.of("X-A", List.of("ü", "b")));
    assertEquals(200, answer.statusCode());
    assertEquals("body", answer.body());
    assertEquals(2, answer.headers().allValues("X-A").size());
  }

  @Test
  void aHeadThatHttpCannotCarryIsAStatus() throws Exception {
    Map<String, List<String>> headers = new TreeMap<>();
    headers.put("X-A", List.of("fine"));
    headers.put("X-B", List.of("two\r\nlines"));
    HttpResponse<String> answer = sent(headers);
    assertEquals(500, answer.statusCode());
    assertTrue(answer.body().contains("\"kind\":\"Status\""), answer.body());
    assertFalse(answer.headers().map().containsKey("x-a"), "nothing is left of the other answer");
  }

  private HttpResponse<String> sent(Map<String, List<String>> headers) throws Exception {
    ApiResponse answer =
        new ApiResponse(200, headers, new ApiResponse.Bytes(List.of("body".getBytes())));
    Router router = Router.router(vertx);
    router.route().handler(context -> ResponseWriter.write(context, answer, DrainTest.drain()));
    int port =
        done(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1")).actualPort();
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + "/");
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
