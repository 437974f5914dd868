package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Where an endpoint is: once labels of its node, now a zone, a node and what is left of them. */
final class EndpointTopology implements Reshaping {
  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final String HOSTNAME = "kubernetes.io/hostname";

  @Override
  public void toSuccessor(ObjectNode slice) {
    for (JsonNode endpoint : slice.path("endpoints")) {
      if (endpoint instanceof ObjectNode object
          && object.remove("topology") instanceof ObjectNode topology) {
        split(object, topology);
      }
    }
  }

  @Override
  public void fromSuccessor(ObjectNode slice) {
    for (JsonNode endpoint : slice.path("endpoints")) {
      if (endpoint instanceof ObjectNode object) join(object);
    }
  }

  private static void split(ObjectNode endpoint, ObjectNode topology) {
    JsonNode zone = topology.remove(ZONE);
    if (zone != null) endpoint.set("zone", zone);
    JsonNode node = endpoint.get("nodeName");
    if (node != null && node.equals(topology.get(HOSTNAME))) topology.remove(HOSTNAME);
    if (!topology.isEmpty()) endpoint.set("deprecatedTopology", topology);
  }

  private static void join(ObjectNode endpoint) {
    ObjectNode topology =
        endpoint.remove("deprecatedTopology") instanceof ObjectNode labels
            ? labels
            : JsonNodeFactory.instance.objectNode();
    JsonNode zone = endpoint.remove("zone");
    if (zone != null) topology.set(ZONE, zone);
    JsonNode node = endpoint.get("nodeName");
    if (node != null && topology.path(HOSTNAME).asText("").isEmpty()) topology.set(HOSTNAME, node);
    if (!topology.isEmpty()) endpoint.set("topology", topology);
  }
}
