package dev.skiff.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.Json;
import dev.skiff.agent.api.TestApiServer;
import dev.skiff.agent.volume.ConfigSource;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ApiConfigSourceTest {
  @TempDir Path directory;

  /** A container that starts again needs its environment. */
  @Test
  void whatIsWatchedIsKnownWhileTheApiServerIsAway() throws Exception {
    try (TestApiServer server = new TestApiServer(directory, ApiConfigSourceTest::serve)) {
      ApiConfigSource source = new ApiConfigSource(server.client);
      CountDownLatch seen = new CountDownLatch(1);
      try (var watch =
          source.watch(ConfigSource.Kind.CONFIG_MAP, "default", "settings", seen::countDown)) {
        seen.await(10, TimeUnit.SECONDS);
        assertEquals("blue", source.configMap("default", "settings").getData().get("colour"));
        assertNull(source.configMap("default", "gone"));
        server.goAway();
        assertEquals("blue", source.configMap("default", "settings").getData().get("colour"));
        assertThrows(IOException.class, () -> source.configMap("default", "other"));
      }
      assertThrows(IOException.class, () -> source.configMap("default", "settings"));
    }
  }

  private static void serve(HttpServerRequest request) {
    if (request.path().endsWith("/configmaps/settings")) {
      TestApiServer.answer(request, 200, settings());
    } else if ("true".equals(request.getParam("watch"))) {
      request.response().setChunked(true).write("");
    } else if (request.path().endsWith("/configmaps")) {
      ObjectNode list = Json.object();
      list.putObject("metadata").put("resourceVersion", "1");
      list.putArray("items").add(settings());
      TestApiServer.answer(request, 200, list);
    } else {
      TestApiServer.answer(request, 404, Json.object().put("code", 404));
    }
  }

  private static ObjectNode settings() {
    ObjectNode map = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
    map.putObject("metadata")
        .put("namespace", "default")
        .put("name", "settings")
        .put("uid", "1")
        .put("resourceVersion", "1");
    map.putObject("data").put("colour", "blue");
    return map;
  }
}
