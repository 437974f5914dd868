package dev.skiff.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.Json;
import dev.skiff.agent.api.TestApiServer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ApiPodStatusWriterTest {
  @TempDir Path directory;

  /** Only of a pod that is gone nothing more is to be told. */
  @Test
  void aConflictOfTheSamePodIsNoSuccess() throws Exception {
    ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
    pod.putObject("metadata").put("namespace", "default").put("name", "web").put("uid", "2");
    try (TestApiServer server =
        new TestApiServer(
            directory,
            request -> {
              if (request.method() == HttpMethod.GET) {
                TestApiServer.answer(request, 200, pod);
              } else {
                TestApiServer.answer(request, 409, Json.object().put("code", 409));
              }
            })) {
      ApiPodStatusWriter writer = new ApiPodStatusWriter(server.client);
      assertFalse(writer.patchStatus("default", "web", patch("1")));
      assertThrows(IOException.class, () -> writer.patchStatus("default", "web", patch("2")));
    }
  }

  private static ObjectNode patch(String uid) {
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("uid", uid);
    return patch;
  }
}
