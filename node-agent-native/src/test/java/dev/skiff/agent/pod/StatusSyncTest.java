package dev.skiff.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.Json;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StatusSyncTest {
  private final BlockingQueue<JsonNode> patches = new LinkedBlockingQueue<>();
  private volatile RuntimeException trouble;
  private final StatusSync sync =
      new StatusSync(new Writer(), "default", "web", "1", List.of(), () -> {});

  /** The API server would keep the old one beside it, and then refuse two of one family. */
  @Test
  void newAddressesReplaceThoseOfASandboxThatIsGone() throws Exception {
    sync.submit(status("10.244.0.5"));
    assertEquals("[{\"ip\":\"10.244.0.5\"},{\"$patch\":\"replace\"}]", podIps());
    sync.submit(Json.object().put("phase", "Running"));
    assertEquals("", podIps());
    sync.submit(status("10.244.0.6"));
    assertEquals("[{\"ip\":\"10.244.0.6\"},{\"$patch\":\"replace\"}]", podIps());
  }

  @Test
  void whateverGoesWrongIsTriedAgain() throws Exception {
    trouble = new IllegalStateException("an answer that nobody understands");
    sync.submit(status("10.244.0.5"));
    podIps();
    trouble = null;
    podIps();
  }

  private String podIps() throws InterruptedException {
    JsonNode patch = patches.poll(10, TimeUnit.SECONDS);
    JsonNode list = patch.path("status").path("podIPs");
    return list.isMissingNode() ? "" : list.toString();
  }

  private static ObjectNode status(String ip) {
    ObjectNode status = Json.object();
    status.putArray("podIPs").addObject().put("ip", ip);
    return status;
  }

  private final class Writer implements PodStatusWriter {
    @Override
    public boolean patchStatus(String namespace, String name, ObjectNode patch) {
      RuntimeException failure = trouble;
      patches.add(patch);
      if (failure != null) {
        throw failure;
      }
      return true;
    }

    @Override
    public void delete(String namespace, String name, String uid) throws IOException {
      throw new IOException("not asked for");
    }
  }
}
