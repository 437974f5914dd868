package dev.skiff.agent.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.Json;
import dev.skiff.agent.api.TestApiServer;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.vertx.core.http.HttpMethod;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NodeHeartbeatTest {
  @TempDir Path directory;

  /** Otherwise the node would count as lost, and its pods would be sent elsewhere. */
  @Test
  void aRuntimeThatHangsDoesNotKeepTheLeaseFromBeingRenewed() throws Exception {
    CountDownLatch renewed = new CountDownLatch(1);
    ObjectNode lease = Json.object();
    lease.putObject("metadata").put("resourceVersion", "1");
    try (TestApiServer server =
        new TestApiServer(
            directory,
            request -> {
              if (request.method() == HttpMethod.PUT) {
                renewed.countDown();
              }
              TestApiServer.answer(request, 200, lease);
            })) {
      Node node =
          new NodeBuilder().withNewMetadata().withName("node").withUid("1").endMetadata().build();
      CountDownLatch asked = new CountDownLatch(1);
      NodeHeartbeat heartbeat =
          new NodeHeartbeat(
              server.client,
              node,
              new NodeIdentity("node", InetAddress.getLoopbackAddress()),
              10250,
              null,
              new HangingRuntime(asked),
              new NodePressure());
      heartbeat.start();
      assertTrue(asked.await(10, TimeUnit.SECONDS));
      assertTrue(renewed.await(10, TimeUnit.SECONDS));
    }
  }

  private record HangingRuntime(CountDownLatch asked) implements NodeRuntime {
    @Override
    public String version() {
      return "";
    }

    @Override
    public String problem() {
      asked.countDown();
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return "";
    }

    @Override
    public List<ContainerImage> images() {
      return List.of();
    }
  }
}
