package dev.skiff.controlplane.api.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.cache.WatchCache;
import dev.skiff.controlplane.store.Key;
import jakarta.inject.Singleton;
import java.util.List;

/** Where the agents of nodes listen. */
@Singleton
public final class NodeAddresses {
  /** In the order in which they are tried. */
  private static final List<String> TYPES = List.of("InternalIP", "Hostname", "ExternalIP");

  private static final int DEFAULT_PORT = 10250;
  private final WatchCache cache;

  NodeAddresses(WatchCache cache) {
    this.cache = cache;
  }

  /** An agent's address. */
  public record Address(String host, int port) {}

  /**
   * The address of a node's agent, as the Node's status has it.
   *
   * @throws dev.skiff.controlplane.api.StatusException 404 if there is no such node, 500 if it has
   *     no address yet
   */
  public Address of(String node) {
    ObjectNode object =
        cache
            .get(new Key("nodes", "", node))
            .map(cached -> ObjectBytes.parse(cached.json()))
            .orElseThrow(() -> Statuses.notFound("", "nodes", node));
    int port = object.at("/status/daemonEndpoints/kubeletEndpoint/Port").asInt(DEFAULT_PORT);
    for (String type : TYPES) {
      for (JsonNode address : object.at("/status/addresses")) {
        if (address.path("type").asText().equals(type)) {
          return new Address(address.path("address").asText(), port);
        }
      }
    }
    throw Statuses.internal(
        "no preferred addresses found; known addresses: " + object.at("/status/addresses"));
  }
}
