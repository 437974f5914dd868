package dev.skiff.controlplane.bootstrap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.informer.ClusterState;

/**
 * Where the {@code kubernetes} Service leads: the advertised address, brought up to date at each
 * start. Both forms are written, as upstream does.
 */
final class ApiServerEndpoints {
  private final SkiffConfig config;
  private final ClusterState state;
  private final LoopbackClient client;

  ApiServerEndpoints(SkiffConfig config, ClusterState state, LoopbackClient client) {
    this.config = config;
    this.state = state;
    this.client = client;
  }

  void publish() {
    write("/api/v1/namespaces/default/endpoints", "endpoints", endpoints());
    write(
        "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
        "endpointslices.discovery.k8s.io",
        endpointSlice());
  }

  private void write(String collection, String resource, ObjectNode wanted) {
    var present = state.get(resource, "default", "kubernetes");
    if (present.isEmpty()) client.create(collection, wanted);
    else client.patch(collection + "/kubernetes", wanted);
  }

  private ObjectNode endpoints() {
    ObjectNode object = object("v1", "Endpoints");
    ((ObjectNode) object.path("metadata"))
        .putObject("labels")
        .put("endpointslice.kubernetes.io/skip-mirror", "true");
    ObjectNode subset = object.putArray("subsets").addObject();
    subset.putArray("addresses").addObject().put("ip", config.advertiseAddress());
    port(subset.putArray("ports").addObject());
    return object;
  }

  private ObjectNode endpointSlice() {
    ObjectNode object = object("discovery.k8s.io/v1", "EndpointSlice");
    ((ObjectNode) object.path("metadata"))
        .putObject("labels")
        .put("kubernetes.io/service-name", "kubernetes");
    object.put("addressType", config.advertiseAddress().contains(":") ? "IPv6" : "IPv4");
    ObjectNode endpoint = object.putArray("endpoints").addObject();
    endpoint.putArray("addresses").add(config.advertiseAddress());
    endpoint.putObject("conditions").put("ready", true);
    port(object.putArray("ports").addObject());
    return object;
  }

  private void port(ObjectNode port) {
    port.put("name", "https").put("port", config.port()).put("protocol", "TCP");
  }

  private static ObjectNode object(String apiVersion, String kind) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", apiVersion).put("kind", kind);
    object.putObject("metadata").put("name", "kubernetes").put("namespace", "default");
    return object;
  }
}
