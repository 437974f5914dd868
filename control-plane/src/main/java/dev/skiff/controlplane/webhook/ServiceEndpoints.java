package dev.skiff.controlplane.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds who answers for a Service. The control plane runs no service proxy, so it goes to a ready
 * endpoint itself, as upstream's API server does with aggregator routing enabled; the machine needs
 * a route to the Pods' networks.
 */
@Singleton
public final class ServiceEndpoints {
  private static final String SLICES = "endpointslices.discovery.k8s.io";
  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  private final ClusterState state;

  public ServiceEndpoints(ClusterState state) {
    this.state = state;
  }

  /** Where to connect to. */
  public record Address(String host, int port) {
    @Override
    public String toString() {
      return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
  }

  /**
   * An endpoint of a Service, a different one now and then.
   *
   * @param port the Service's port, not that of the Pods
   * @throws WebhookFailure if there is none
   */
  public Address resolve(String namespace, String service, int port) throws WebhookFailure {
    ObjectNode object =
        state
            .get("services", namespace, service)
            .orElseThrow(() -> new WebhookFailure("service \"" + service + "\" not found"));
    JsonNode spec = object.path("spec");
    if (spec.path("type").asText().equals("ExternalName")) {
      return new Address(spec.path("externalName").asText(), port);
    }
    String portName = portName(spec, service, port);
    List<Address> ready = new ArrayList<>();
    for (ObjectNode slice : state.list(SLICES, namespace)) {
      JsonNode of = slice.path("metadata").path("labels").path(SERVICE_NAME);
      if (of.asText().equals(service)) addReady(slice, portName, ready);
    }
    if (ready.isEmpty()) {
      throw new WebhookFailure("no endpoints available for service \"" + service + "\"");
    }
    return ready.get(ThreadLocalRandom.current().nextInt(ready.size()));
  }

  private static String portName(JsonNode spec, String service, int port) throws WebhookFailure {
    for (JsonNode candidate : spec.path("ports")) {
      if (candidate.path("port").asInt() == port) return candidate.path("name").asText("");
    }
    throw new WebhookFailure("no service port " + port + " found for service \"" + service + "\"");
  }

  private static void addReady(JsonNode slice, String portName, List<Address> ready) {
    for (JsonNode port : slice.path("ports")) {
      if (!port.path("name").asText("").equals(portName)) continue;
      for (JsonNode endpoint : slice.path("endpoints")) {
        if (!endpoint.at("/conditions/ready").asBoolean(true)) continue;
        for (JsonNode address : endpoint.path("addresses")) {
          ready.add(new Address(address.asText(), port.path("port").asInt()));
        }
      }
    }
  }
}
