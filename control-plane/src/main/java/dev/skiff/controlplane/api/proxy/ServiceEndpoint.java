package dev.skiff.controlplane.api.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One of the Pods behind a Service, taken at random. */
record ServiceEndpoint(String address, int port) {

  /** The name of a Service's port, by its number; an unnamed port has the empty name. */
  static Optional<String> portName(JsonNode service, String number) {
    for (JsonNode port : service.at("/spec/ports")) {
      if (port.path("port").asText().equals(number))
        return Optional.of(port.path("name").asText(""));
    }
    return Optional.empty();
  }

  /**
   * Chooses an address that serves a port, and is that of a Pod.
   *
   * @param port name of the port
   * @param pods finds a Pod of the Service's namespace
   */
  static Optional<ServiceEndpoint> choose(
      JsonNode endpoints, String port, Function<String, Optional<ObjectNode>> pods) {
    for (JsonNode subset : shuffled(endpoints.path("subsets"))) {
      for (JsonNode candidate : subset.path("ports")) {
        if (!candidate.path("name").asText("").equals(port)) continue;
        for (JsonNode address : shuffled(subset.path("addresses"))) {
          if (!isPod(address, pods)) continue;
          return Optional.of(
              new ServiceEndpoint(address.path("ip").asText(), candidate.path("port").asInt()));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isPod(JsonNode address, Function<String, Optional<ObjectNode>> pods) {
    if (!address.at("/targetRef/kind").asText("").equals("Pod")) return false;
    return pods.apply(address.at("/targetRef/name").asText())
        .filter(pod -> hasAddress(pod, address.path("ip").asText()))
        .isPresent();
  }

  private static boolean hasAddress(JsonNode pod, String address) {
    for (JsonNode own : pod.at("/status/podIPs")) {
      if (own.path("ip").asText().equals(address)) return true;
    }
    return false;
  }

  private static List<JsonNode> shuffled(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    Collections.shuffle(elements);
    return elements;
  }
}
