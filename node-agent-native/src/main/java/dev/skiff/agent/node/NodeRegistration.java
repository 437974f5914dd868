package dev.skiff.agent.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.ApiException;
import dev.skiff.agent.api.ApiResource;
import dev.skiff.agent.api.Backoff;
import dev.skiff.agent.api.Json;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Makes the Node object, or brings the labels of the existing one up to date. */
public final class NodeRegistration {

  private static final Logger LOG = Logger.getLogger(NodeRegistration.class);

  private NodeRegistration() {}

  /** Returns the Node as registered; tries until the API server lets it. */
  public static Node register(ApiClient client, NodeIdentity identity) throws InterruptedException {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(7));
    while (true) {
      try {
        Node node = createOrUpdate(client, identity);
        LOG.infof("registered node %s, address %s", identity.name(), address(identity));
        return node;
      } catch (ApiException e) {
        backoff.log(LOG, "the node cannot be registered yet: " + e.getMessage());
        backoff.sleep();
      }
    }
  }

  private static Node createOrUpdate(ApiClient client, NodeIdentity identity) {
    ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", "Node");
    ObjectNode metadata = object.putObject("metadata").put("name", identity.name());
    metadata
        .putObject("labels")
        .put("beta.kubernetes.io/arch", "amd64")
        .put("beta.kubernetes.io/os", "linux")
        .put("kubernetes.io/arch", "amd64")
        .put("kubernetes.io/hostname", identity.name())
        .put("kubernetes.io/os", "linux");
    metadata
        .putObject("annotations")
        .put("volumes.kubernetes.io/controller-managed-attach-detach", "true");
    try {
      return client.create(ApiResource.NODES, null, object);
    } catch (ApiException e) {
      if (!e.reason().equals("AlreadyExists")) {
        throw e;
      }
      return client.patch(ApiResource.NODES, null, identity.name(), "", object);
    }
  }

  private static String address(NodeIdentity identity) {
    return identity.address().getHostAddress();
  }
}
